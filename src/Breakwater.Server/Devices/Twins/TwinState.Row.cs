using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Devices.Twins;

internal sealed partial class TwinState
{
    /// <summary>A twin at rest: both halves as JSON text.</summary>
    [OfDevice]
    private sealed class Row
    {
        public required DeviceId Device { get; init; }

        public long DesiredVersion { get; set; }

        public DateTimeOffset? DesiredAt { get; set; }

        public string Desired { get; set; } = "{}";

        public long ReportedVersion { get; set; }

        public DateTimeOffset? ReportedAt { get; set; }

        public string Reported { get; set; } = "{}";

        internal sealed class Mapping : IEntityTypeConfiguration<Row>
        {
            public void Configure(EntityTypeBuilder<Row> builder)
            {
                builder.ToTable("twins");
                builder.HasKey(t => t.Device);
                builder.Property(t => t.Device).HasMaxLength(DeviceId.TextLength);
            }
        }
    }
}

using Breakwater.Contracts.Ids;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Devices.Twins;

/// <summary>A twin at rest: both halves as JSON text.</summary>
internal sealed class TwinRecord
{
    public required DeviceId Device { get; init; }

    public long DesiredVersion { get; set; }

    public DateTimeOffset? DesiredAt { get; set; }

    public string Desired { get; set; } = "{}";

    public long ReportedVersion { get; set; }

    public DateTimeOffset? ReportedAt { get; set; }

    public string Reported { get; set; } = "{}";

    internal sealed class Mapping : IEntityTypeConfiguration<TwinRecord>
    {
        public void Configure(EntityTypeBuilder<TwinRecord> builder)
        {
            builder.ToTable("twins");
            builder.HasKey(t => t.Device);
            builder.Property(t => t.Device).HasMaxLength(DeviceId.TextLength);
        }
    }
}

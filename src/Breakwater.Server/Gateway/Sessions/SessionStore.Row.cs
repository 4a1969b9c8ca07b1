using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Gateway.Sessions;

internal sealed partial class SessionStore
{
    /// <summary>A session that outlives its connection: its subscriptions. Its queued messages are the device's commands, which have a table of their own.</summary>
    [OfDevice]
    private sealed class Row
    {
        public required DeviceId Device { get; init; }

        /// <summary>JSON: filter to quality of service.</summary>
        public required string Subscriptions { get; set; }

        /// <summary>When it ends, unless the device comes back before.</summary>
        public required DateTimeOffset ExpiresAt { get; set; }

        internal sealed class Mapping : IEntityTypeConfiguration<Row>
        {
            public void Configure(EntityTypeBuilder<Row> builder)
            {
                builder.ToTable("sessions");
                builder.HasKey(s => s.Device);
                builder.Property(s => s.Device).HasMaxLength(DeviceId.TextLength);
            }
        }
    }
}

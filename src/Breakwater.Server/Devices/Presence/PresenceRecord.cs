using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Devices.Presence;

/// <summary>Whether a device is connected, and since when.</summary>
[OfDevice]
internal sealed class PresenceRecord
{
    public required DeviceId Device { get; init; }

    public bool Connected { get; set; }

    /// <summary>The run of the server that wrote this. A connection that another run saw has ended with it, however that run ended.</summary>
    public string Run { get; set; } = "";

    public DateTimeOffset At { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PresenceRecord>
    {
        public void Configure(EntityTypeBuilder<PresenceRecord> builder)
        {
            builder.ToTable("presence");
            builder.HasKey(p => p.Device);
            builder.Property(p => p.Run).HasMaxLength(32);
        }
    }
}

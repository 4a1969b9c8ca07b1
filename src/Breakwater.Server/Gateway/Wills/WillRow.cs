using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Gateway.Wills;

/// <summary>A will whose connection has ended and whose delay has not (MQTT 5.0 §3.1.3.2.2). It outlives the server, too; a device has one at most.</summary>
[OfDevice]
internal sealed class WillRow
{
    public required DeviceId Device { get; init; }

    /// <summary>The connection that left it, so that what it takes back is its own and not a later one's.</summary>
    public required string Connection { get; init; }

    public required string Topic { get; init; }

    /// <summary>At most 64 KB: the packet has no room for more (§3.1.3.4).</summary>
    public required byte[] Payload { get; init; }

    public required DateTimeOffset Due { get; init; }

    /// <summary>The certificate that it was left with.</summary>
    public required string Credential { get; init; }

    /// <summary>As of which ending it was permitted.</summary>
    public required long AsOf { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<WillRow>
    {
        public void Configure(EntityTypeBuilder<WillRow> builder)
        {
            builder.ToTable("wills");
            builder.HasKey(w => w.Device);
            builder.Property(w => w.Device).HasMaxLength(DeviceId.TextLength);
            builder.Property(w => w.Connection).HasMaxLength(32);
            builder.Property(w => w.Credential).HasMaxLength(80);
            builder.HasIndex(w => w.Due);
        }
    }
}

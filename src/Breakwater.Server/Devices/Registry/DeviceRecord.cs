using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Devices.Registry;

/// <summary>A device in the registry, from its line in the factory manifest to its retirement.</summary>
[OfDevice]
internal sealed class DeviceRecord
{
    private DeviceState state;

    public required DeviceId Id { get; init; }

    public required string Serial { get; init; }

    public required string Model { get; init; }

    public required DeviceState State
    {
        get => state;
        init => state = value;
    }

    public required DateTimeOffset ImportedAt { get; init; }

    public DateTimeOffset? EnrolledAt { get; set; }

    /// <summary>What is gone for good is cut; what is set apart or let back is asked again by whoever relies on it.</summary>
    public void ChangeState(RevocationScope scope, DeviceState next)
    {
        state = next;
        if (next is DeviceState.Revoked or DeviceState.Retired)
        {
            scope.End(Ground.Of(Id));
        }
        else
        {
            scope.Change(Ground.Of(Id));
        }
    }

    internal sealed class Mapping : IEntityTypeConfiguration<DeviceRecord>
    {
        public void Configure(EntityTypeBuilder<DeviceRecord> builder)
        {
            builder.ToTable("devices");
            builder.HasKey(d => d.Id);
            builder.Property(d => d.Id).HasMaxLength(DeviceId.TextLength);
            builder.Property(d => d.State).HasField("state");
            builder.Property(d => d.Serial).HasMaxLength(DeviceSerial.Longest);
            builder.Property(d => d.Model).HasMaxLength(DeviceSerial.Longest);
            builder.HasIndex(d => d.Serial).IsUnique();
        }
    }
}

using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Rules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Devices.Registry;

/// <summary>A device in the registry, from its line in the factory manifest to its retirement.</summary>
internal sealed class DeviceRecord
{
    public required DeviceId Id { get; init; }

    public required string Serial { get; init; }

    public required string Model { get; init; }

    public required DeviceState State { get; set; }

    public required DateTimeOffset ImportedAt { get; init; }

    public DateTimeOffset? EnrolledAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<DeviceRecord>
    {
        public void Configure(EntityTypeBuilder<DeviceRecord> builder)
        {
            builder.ToTable("devices");
            builder.HasKey(d => d.Id);
            builder.Property(d => d.Id).HasMaxLength(DeviceId.TextLength);
            builder.Property(d => d.Serial).HasMaxLength(DeviceSerial.Longest);
            builder.Property(d => d.Model).HasMaxLength(DeviceSerial.Longest);
            builder.HasIndex(d => d.Serial).IsUnique();
        }
    }
}

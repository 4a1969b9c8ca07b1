using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Devices.Registry;

/// <summary>A tag that operators have put on a device; groups are made of them.</summary>
[OfDevice]
internal sealed class DeviceTagRow
{
    /// <summary>Tags a device. Source: a device belongs to a site, a batch, a customer, a release ring.</summary>
    public const int MostADevice = 32;

    public required DeviceId Device { get; init; }

    public required string Tag { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<DeviceTagRow>
    {
        public void Configure(EntityTypeBuilder<DeviceTagRow> builder)
        {
            builder.ToTable("device_tags");
            builder.HasKey(t => new { t.Device, t.Tag });
            builder.Property(t => t.Device).HasMaxLength(DeviceId.TextLength);
            builder.Property(t => t.Tag).HasMaxLength(TagText.Longest);
            builder.HasIndex(t => new { t.Tag, t.Device });
        }
    }
}

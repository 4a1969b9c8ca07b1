using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Devices.Maps;

internal sealed partial class MapStore
{
    /// <summary>One version of a document; its bytes are in the blob store.</summary>
    [OfDevice]
    private sealed class Row
    {
        public required DeviceId Device { get; init; }

        public required string Name { get; init; }

        public required long Version { get; init; }

        public required DateTimeOffset At { get; init; }

        public required string ContentType { get; init; }

        public required long Length { get; init; }

        public required string Sha256 { get; init; }

        public MapSummary ToContract() => new(Name, Version, At, ContentType, Length, Sha256);

        internal sealed class Mapping : IEntityTypeConfiguration<Row>
        {
            public void Configure(EntityTypeBuilder<Row> builder)
            {
                builder.ToTable("maps");
                builder.HasKey(m => new { m.Device, m.Name, m.Version });
                builder.Property(m => m.Name).HasMaxLength(64);
                builder.Property(m => m.ContentType).HasMaxLength(100);
                builder.Property(m => m.Sha256).HasMaxLength(64);
                builder.HasIndex(m => m.Sha256);
            }
        }
    }
}

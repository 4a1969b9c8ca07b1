using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Enrollment;

/// <summary>A device's factory claim: a secret that enrols it once. Only its hash is kept (law 4).</summary>
[OfDevice]
internal sealed class ClaimRecord
{
    public required DeviceId Device { get; init; }

    /// <summary>SHA-256. No salt and no stretching: claims have 128 bits and more, which nobody can try out.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>
    /// The state that the device was in when the claim was made. The claim is good in that state alone: revoking a device, whether it had enrolled or not,
    /// kills every claim that was made before.
    /// </summary>
    public required DeviceState ForState { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ClaimRecord>
    {
        public void Configure(EntityTypeBuilder<ClaimRecord> builder)
        {
            builder.ToTable("claims");
            builder.HasKey(c => c.Device);
            builder.Property(c => c.Device).HasMaxLength(DeviceId.TextLength);
            builder.Property(c => c.Hash).HasMaxLength(32);
            builder.HasIndex(c => c.Hash).IsUnique();
        }
    }
}

using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Certificates;

/// <summary>A certificate that was issued to a device. Rows stay after their end, so that no key ever comes back.</summary>
[OfDevice]
internal sealed class CertificateRecord
{
    private CertificateStatus status;

    /// <summary>Of the DER encoding: only a bit-identical certificate is one of ours.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>Of the subject public key info; unique across the fleet (law 4).</summary>
    public required byte[] PublicKeySha256 { get; init; }

    public required string SerialNumber { get; init; }

    public required DeviceId Device { get; init; }

    /// <summary>Counts the device's certificates from 1: who supersedes whom does not hang on clocks.</summary>
    public required int Generation { get; init; }

    public required CertificateStatus Status
    {
        get => status;
        init => status = value;
    }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The device has used it: its key is where it belongs.</summary>
    public void Activate() => status = CertificateStatus.Active;

    /// <summary>It counts no more, and whatever was opened with it ends.</summary>
    public void End(RevocationScope scope, CertificateStatus how)
    {
        status = how;
        scope.End(Ground.OfCredential(DeviceAuthenticator.CredentialName(Sha256)));
    }

    internal sealed class Mapping : IEntityTypeConfiguration<CertificateRecord>
    {
        public void Configure(EntityTypeBuilder<CertificateRecord> builder)
        {
            builder.ToTable("certificates");
            builder.HasKey(c => c.Sha256);
            builder.Property(c => c.Sha256).HasMaxLength(32);
            builder.Property(c => c.Status).HasField("status");
            builder.Property(c => c.PublicKeySha256).HasMaxLength(32);
            builder.Property(c => c.SerialNumber).HasMaxLength(32);
            builder.Property(c => c.Device).HasMaxLength(DeviceId.TextLength);
            builder.HasIndex(c => c.PublicKeySha256).IsUnique();
            builder.HasIndex(c => new { c.Device, c.Generation }).IsUnique();
        }
    }
}

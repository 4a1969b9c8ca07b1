using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Certificates;

/// <summary>
/// Says which device a client certificate stands for. It trusts nothing in the certificate: the SHA-256 of its encoding must be in the registry,
/// which holds only what this authority signed, and the TLS handshake has proven the private key.
/// </summary>
internal sealed class DeviceAuthenticator(Database database, Revocations revocations, CertificateOptions options, TimeProvider time, ILogger<DeviceAuthenticator> logger)
{
    private static readonly ActionSet RenewalOnly = ActionSet.Of(DeviceAction.RenewCertificate);

    /// <summary>
    /// Looks the certificate up. The first use of a pending one makes it active and supersedes its predecessors, on disk, before this
    /// returns; connections that were opened with those have ended by then.
    /// One that expired within the grace keeps <see cref="DeviceAction.RenewCertificate"/> alone.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot answer: the caller refuses the connection (law 10).</exception>
    public async ValueTask<DeviceAuthentication> AuthenticateAsync(X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var sha256 = SHA256.HashData(certificate.RawDataMemory.Span);
        KnownCertificate? known;
        await using (var db = database.Read())
        {
            known = KnownCertificate.Find(db, sha256);
        }

        if (known is null)
        {
            return new(CertificateRefusal.Unknown, null);
        }

        var now = time.GetUtcNow();
        var refusal = known.Judge(now, options.RenewalGrace);
        if (refusal is null && known.Status == CertificateStatus.Pending && now <= known.NotAfter)
        {
            refusal = await ActivateAsync(known.Device, sha256, now);
        }

        return refusal is { } reason
            ? new(reason, known.Device)
            : new(now <= known.NotAfter
                ? Principal.Credentials.OfCertificate(known.Device, CredentialName(sha256), DeviceActions.OfDevices, known.NotAfter)
                : Principal.Credentials.OfCertificate(known.Device, CredentialName(sha256), RenewalOnly, known.NotAfter + options.RenewalGrace));
    }

    internal const string CredentialPrefix = "certificate:";

    /// <summary>How principals, permits and the ledger name a certificate.</summary>
    internal static string CredentialName(ReadOnlySpan<byte> sha256) => $"{CredentialPrefix}{Convert.ToHexStringLower(sha256[..8])}";

    private async Task<CertificateRefusal?> ActivateAsync(DeviceId device, byte[] sha256, DateTimeOffset now)
    {
        var (refusal, superseded) = (await revocations.EndAsync((scope, db) => Activate(scope, db, sha256, device, now))).Value;
        if (superseded > 0)
        {
            CertificateLog.Superseded(logger, device, superseded);
        }

        return refusal;
    }

    /// <summary>Judges again, since between the look and this unit the device may have been revoked, or a later certificate used.</summary>
    private (CertificateRefusal? Refusal, int Superseded) Activate(
        RevocationScope scope, BreakwaterDbContext db, byte[] sha256, DeviceId device, DateTimeOffset now)
    {
        var refusal = KnownCertificate.Find(db, sha256) is { } known ? known.Judge(now, options.RenewalGrace) : CertificateRefusal.Unknown;
        var certificates = db.Set<CertificateRecord>()
            .Where(c => c.Device == device && (c.Status == CertificateStatus.Pending || c.Status == CertificateStatus.Active))
            .ToList();
        if (refusal is not null || certificates.Find(c => c.Sha256.AsSpan().SequenceEqual(sha256)) is not { Status: CertificateStatus.Pending } used)
        {
            return (refusal, 0);
        }

        used.Activate();
        var predecessors = certificates.FindAll(c => c.Generation < used.Generation);
        predecessors.ForEach(c => c.End(scope, CertificateStatus.Superseded));
        db.SaveChanges();
        return (null, predecessors.Count);
    }
}

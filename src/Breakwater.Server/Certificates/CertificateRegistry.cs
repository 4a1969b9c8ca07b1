using System.Security.Cryptography;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Certificates;

/// <summary>Every certificate that was issued to a device. The static operations are for use inside a write unit.</summary>
public sealed class CertificateRegistry(Database database)
{
    /// <summary>
    /// Certificates that one device gets in a day. Source: one renews every 60 days; a device that asks hourly is broken or stolen, and each
    /// certificate is a row that stays.
    /// </summary>
    internal const int LargestDailyIssue = 24;

    private static readonly Func<BreakwaterDbContext, byte[], bool> KnowsKeyQuery = EF.CompileQuery(
        (BreakwaterDbContext db, byte[] publicKeySha256) => db.Set<CertificateRecord>().Any(c => c.PublicKeySha256 == publicKeySha256));

    private static readonly Func<BreakwaterDbContext, DeviceId, IEnumerable<EarlierCertificate>> EarlierQuery = EF.CompileQuery(
        (BreakwaterDbContext db, DeviceId device) => db.Set<CertificateRecord>()
            .Where(c => c.Device == device)
            .OrderByDescending(c => c.Generation)
            .Take(LargestDailyIssue)
            .Select(c => new EarlierCertificate(c.Generation, c.NotBefore)));

    /// <summary>The device's certificates, the newest first.</summary>
    public async Task<IReadOnlyList<DeviceCertificate>> ListAsync(Permit permit, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ManageDevice);
        await using var db = database.Read();
        var records = await db.Set<CertificateRecord>()
            .Where(c => c.Device == permit.Device)
            .OrderByDescending(c => c.Generation)
            .ToListAsync(cancellationToken);
        return [.. records.Select(ToContract)];
    }

    /// <summary>The newest certificate of each of the devices that has one: its state, and when it ends.</summary>
    public async Task<IReadOnlyDictionary<DeviceId, (string Status, DateTimeOffset NotAfter)>> NewestAsync(
        FleetPermit permit, IReadOnlyList<DeviceId> devices, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ListStanding);
        await using var db = database.Read();
        var all = db.Set<CertificateRecord>();
        return await all
            .Where(c => devices.Contains(c.Device) && !all.Any(newer => newer.Device == c.Device && newer.Generation > c.Generation))
            .Select(c => new { c.Device, c.Status, c.NotAfter })
            .ToDictionaryAsync(c => c.Device, c => (Text(c.Status), c.NotAfter), cancellationToken);
    }

    /// <summary>Ends every certificate of the device that still works, and whatever was opened with it. The unit saves its changes.</summary>
    internal static void RevokeAll(RevocationScope scope, BreakwaterDbContext db, DeviceId device)
    {
        foreach (var certificate in db.Set<CertificateRecord>()
            .Where(c => c.Device == device && (c.Status == CertificateStatus.Pending || c.Status == CertificateStatus.Active)))
        {
            certificate.End(scope, CertificateStatus.Revoked);
        }
    }

    /// <summary>Does the certificate that a permit's credential names still work, as far as the registry is concerned?</summary>
    internal static bool IsAlive(BreakwaterDbContext db, DeviceId device, string credential) =>
        db.Set<CertificateRecord>()
            .Where(c => c.Device == device && (c.Status == CertificateStatus.Pending || c.Status == CertificateStatus.Active))
            .Select(c => c.Sha256)
            .AsEnumerable()
            .Any(sha256 => DeviceAuthenticator.CredentialName(sha256) == credential);

    /// <summary>Adds the certificate as pending. The unit saves its changes.</summary>
    internal static RecordOutcome Record(BreakwaterDbContext db, IssuedCertificate issued)
    {
        if (KnowsKeyQuery(db, issued.PublicKeySha256))
        {
            return RecordOutcome.KeyKnown;
        }

        var earlier = EarlierQuery(db, issued.Device).ToList();
        var aDayAgo = issued.NotBefore - TimeSpan.FromDays(1);
        if (earlier.Count(c => c.NotBefore > aDayAgo) >= LargestDailyIssue)
        {
            return RecordOutcome.TooMany;
        }

        db.Add(new CertificateRecord
        {
            Sha256 = SHA256.HashData(issued.Der),
            PublicKeySha256 = issued.PublicKeySha256,
            SerialNumber = issued.SerialNumber,
            Device = issued.Device,
            Generation = earlier.Count == 0 ? 1 : earlier[0].Generation + 1,
            Status = CertificateStatus.Pending,
            NotBefore = issued.NotBefore,
            NotAfter = issued.NotAfter,
        });
        return RecordOutcome.Recorded;
    }

    private static DeviceCertificate ToContract(CertificateRecord record) => new(
        record.SerialNumber,
        Convert.ToHexStringLower(record.Sha256),
        Text(record.Status),
        record.NotBefore,
        record.NotAfter);

    private static string Text(CertificateStatus status) => status switch
    {
        CertificateStatus.Pending => "pending",
        CertificateStatus.Active => "active",
        CertificateStatus.Superseded => "superseded",
        _ => "revoked",
    };

    private sealed record EarlierCertificate(int Generation, DateTimeOffset NotBefore);
}

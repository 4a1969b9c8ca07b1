using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Certificates;

/// <summary>What the store says about one certificate and its device, in one look-up.</summary>
internal sealed record KnownCertificate(
    DeviceId Device, DeviceState DeviceState, CertificateStatus Status, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    private static readonly Func<BreakwaterDbContext, byte[], KnownCertificate?> Query = EF.CompileQuery(
        (BreakwaterDbContext db, byte[] sha256) =>
            (from certificate in db.Set<CertificateRecord>()
             join device in db.Set<DeviceRecord>() on certificate.Device equals device.Id
             where certificate.Sha256 == sha256
             select new KnownCertificate(device.Id, device.State, certificate.Status, certificate.NotBefore, certificate.NotAfter))
            .FirstOrDefault());

    public static KnownCertificate? Find(BreakwaterDbContext db, byte[] sha256) => Query(db, sha256);

    /// <summary>Why it does not count, or null. A certificate within its grace after expiry is not refused here.</summary>
    public CertificateRefusal? Judge(DateTimeOffset now, TimeSpan grace)
    {
        if (now > NotAfter + grace)
        {
            return CertificateRefusal.Expired;
        }

        return Status switch
        {
            CertificateStatus.Revoked => CertificateRefusal.Revoked,
            CertificateStatus.Superseded => CertificateRefusal.Superseded,
            _ when DeviceState != DeviceState.Active => CertificateRefusal.DeviceNotActive,
            _ when now < NotBefore => CertificateRefusal.NotYetValid,
            _ => null,
        };
    }
}

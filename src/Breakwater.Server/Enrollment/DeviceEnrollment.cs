using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Certificates;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Enrollment;

/// <summary>
/// Gives a device its certificate: the first for a claim or a manufacturer's identity, later ones for the certificate before. Everything is
/// checked again inside the write unit that uses up the claim, so that of two requests with one claim exactly one succeeds.
/// </summary>
internal sealed class DeviceEnrollment(
    Database database, Revocations revocations, CertificateAuthority authority, ManufacturerTrust manufacturers, EnrollmentOutcomes outcomes, TimeProvider time)
{
    public Task<EnrollmentOutcome> EnrollByClaimAsync(BasicCredentials credentials, SubjectKey key, CancellationToken cancellationToken)
    {
        var claimHash = Claims.Hash(credentials.Claim);
        return EnrollAsync(credentials.Serial, "claim", device => EnrollableDevice.JudgeClaim(device, claimHash), key, cancellationToken);
    }

    /// <summary>The serial is the certificate's own; a claim that nobody used must wait for the device all the same, and is used up.</summary>
    public async Task<EnrollmentOutcome> EnrollByIdentityAsync(X509Certificate2 identity, SubjectKey key, CancellationToken cancellationToken)
    {
        if (!manufacturers.Accepts(identity) || ManufacturerIdentity.FindSerial(identity) is not { } serial)
        {
            return EnrollmentOutcome.Refused(EnrollmentRefusal.NoManufacturerIdentity);
        }

        return await EnrollAsync(serial, "manufacturer", device => device is null ? EnrollmentRefusal.UnknownSerial : device.JudgeDoor(), key, cancellationToken);
    }

    /// <summary>Another certificate for the device that the permit is for. The one it used goes on working until the new one is used.</summary>
    public async Task<EnrollmentOutcome> RenewAsync(Permit permit, SubjectKey key, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.RenewCertificate);
        var issued = authority.Issue(permit.Device, key.PublicKeyInfo.Span);
        var outcome = await outcomes.OfRenewalAsync(permit, issued);
        var refusal = await database.WriteAsync(permit.Guard, db => Renew(db, permit, issued, outcome), cancellationToken);
        if (refusal is not null)
        {
            return EnrollmentOutcome.Refused(refusal.Value, permit.Device);
        }

        await outcomes.EnterAsync(outcome);
        return new EnrollmentOutcome(issued, default, permit.Device);
    }

    private static EnrollmentRefusal? Renew(BreakwaterDbContext db, Permit permit, IssuedCertificate issued, Outcome outcome)
    {
        if (db.Set<DeviceRecord>().Find(permit.Device) is not { State: DeviceState.Active }
            || !CertificateRegistry.IsAlive(db, permit.Device, permit.Credential))
        {
            return EnrollmentRefusal.CertificateEnded;
        }

        var refusal = Record(db, issued);
        if (refusal is null)
        {
            outcome.Put(db);
            db.SaveChanges();
        }

        return refusal;
    }

    private static EnrollmentRefusal? Record(BreakwaterDbContext db, IssuedCertificate issued) => CertificateRegistry.Record(db, issued) switch
    {
        RecordOutcome.Recorded => null,
        RecordOutcome.TooMany => EnrollmentRefusal.TooMany,
        _ => EnrollmentRefusal.KeyReused,
    };

    private async Task<EnrollmentOutcome> EnrollAsync(
        string serial, string how, Func<EnrollableDevice?, EnrollmentRefusal?> judge, SubjectKey key, CancellationToken cancellationToken)
    {
        // A look first, so that a refusal costs no turn of the writer.
        EnrollableDevice? device;
        await using (var db = database.Read())
        {
            device = EnrollableDevice.Find(db, serial);
        }

        var early = judge(device);
        if (early is not null || device is null)
        {
            return EnrollmentOutcome.Refused(early ?? EnrollmentRefusal.UnknownSerial, device?.Device);
        }

        var issued = authority.Issue(device.Device, key.PublicKeyInfo.Span);
        var outcome = await outcomes.OfEnrolmentAsync(issued, how);
        var now = time.GetUtcNow();
        if ((await revocations.EndAsync((scope, db) => Enroll(scope, db, serial, judge, issued, now, outcome))).Value is { } late)
        {
            return EnrollmentOutcome.Refused(late, device.Device);
        }

        await outcomes.EnterAsync(outcome);

        return new EnrollmentOutcome(issued, default, device.Device);
    }

    private static EnrollmentRefusal? Enroll(
        RevocationScope scope,
        BreakwaterDbContext db,
        string serial,
        Func<EnrollableDevice?, EnrollmentRefusal?> judge,
        IssuedCertificate issued,
        DateTimeOffset now,
        Outcome outcome)
    {
        var device = EnrollableDevice.Find(db, serial);
        if ((judge(device) ?? Record(db, issued)) is { } refusal)
        {
            return refusal;
        }

        if (device!.State != DeviceState.Manufactured)
        {
            CertificateRegistry.RevokeAll(scope, db, issued.Device);
            scope.Change(Ground.Of(issued.Device));
        }

        // Without loading what is only to be changed: every other enrolment waits for this unit.
        db.Set<DeviceRecord>().Where(d => d.Id == issued.Device)
            .ExecuteUpdate(set => set.SetProperty(d => d.State, DeviceState.Active).SetProperty(d => d.EnrolledAt, now));
        db.Set<ClaimRecord>().Where(c => c.Device == issued.Device).ExecuteUpdate(set => set.SetProperty(c => c.UsedAt, now));
        outcome.Put(db);
        db.SaveChanges();
        return null;
    }
}

using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Certificates;
using Breakwater.Server.Devices.Actor;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Enrollment.Lifecycle;

/// <summary>What an operator does to a device's standing. When a call returns the change is on disk and the device's live uses have been cut (law 6).</summary>
internal sealed class DeviceLifecycle(
    Database database, Revocations revocations, CertificateRegistry certificates, DeviceDoor door, Outbox outbox, ILogger<DeviceLifecycle> logger)
{
    /// <summary>What became of it, or what of the device's state is in the way.</summary>
    public async Task<Revoked<LifecycleChange>> ChangeAsync(
        Permit permit, LifecycleOperation operation, string reason, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ManageDevice);
        var device = permit.Device;
        var outcome = await outbox.PrepareAsync(permit.ToEvent(EntryType.EntityUpdated, NameOf(operation), text: reason));
        var ended = await revocations.EndAsync((scope, db) => Change(scope, db, device, operation, outcome), permit.Guard);
        if (ended.Value is { } conflict)
        {
            return ended.With(new LifecycleChange(null, conflict, IsRecorded: false));
        }

        DeviceLog.StateChanged(logger, permit.Principal.ToString(), device.ToString(), operation.ToString(), reason);

        // After the cut, which must not wait for anything; before the answer.
        var recorded = await outbox.EnterAsync(outcome);
        return ended.With(new LifecycleChange(await DetailsAsync(permit, cancellationToken), null, recorded));
    }

    /// <summary>Null: no such device.</summary>
    public async Task<DeviceDetails?> DetailsAsync(Permit permit, CancellationToken cancellationToken)
    {
        if (permit.Action != DeviceAction.ManageDevice
            || await door.Of(permit).GetSummaryAsync(permit) is not { } summary)
        {
            return null;
        }

        await using var db = database.Read();
        var record = await db.Set<DeviceRecord>().FirstAsync(d => d.Id == permit.Device, cancellationToken);
        var claim = await db.Set<ClaimRecord>().FirstOrDefaultAsync(c => c.Device == permit.Device, cancellationToken);
        return new DeviceDetails(
            summary,
            Claims.Describe(claim, record.State),
            record.ImportedAt,
            record.EnrolledAt,
            await certificates.ListAsync(permit, cancellationToken));
    }

    private static string NameOf(LifecycleOperation operation) => operation switch
    {
        LifecycleOperation.Revoke => "device.revoked",
        LifecycleOperation.Quarantine => "device.quarantined",
        LifecycleOperation.Release => "device.released",
        _ => "device.retired",
    };

    private static string? Change(RevocationScope scope, BreakwaterDbContext db, DeviceId device, LifecycleOperation operation, Outcome outcome)
    {
        var record = db.Set<DeviceRecord>().FirstOrDefault(d => d.Id == device);
        var (next, conflict) = (operation, record?.State) switch
        {
            (_, null) => (default(DeviceState), "There is no such device."),
            (_, DeviceState.Retired) => (default, "The device is retired; it never comes back."),
            (LifecycleOperation.Retire, _) => (DeviceState.Retired, null),
            (LifecycleOperation.Revoke, DeviceState.Revoked) => (default, "The device is revoked already."),
            (LifecycleOperation.Revoke, _) => (DeviceState.Revoked, null),
            (LifecycleOperation.Quarantine, DeviceState.Active) => (DeviceState.Quarantined, null),
            (LifecycleOperation.Release, DeviceState.Quarantined) => (DeviceState.Active, null),
            (LifecycleOperation.Quarantine, var state) => (default, $"Only an active device can be quarantined; this one is {state}."),
            (_, var state) => (default, $"Only a quarantined device can be released; this one is {state}."),
        };
        if (conflict is not null)
        {
            return conflict;
        }

        record!.ChangeState(scope, next);
        if (operation is LifecycleOperation.Revoke or LifecycleOperation.Retire)
        {
            CertificateRegistry.RevokeAll(scope, db, device);

            // A claim that was never used would let the device straight back in.
            db.Set<ClaimRecord>().Where(c => c.Device == device).ExecuteDelete();
        }

        outcome.Put(db);
        db.SaveChanges();
        return null;
    }
}

/// <param name="IsRecorded">Whether the change is in the ledger yet.</param>
internal sealed record LifecycleChange(DeviceDetails? Details, string? Conflict, bool IsRecorded);

internal enum LifecycleOperation
{
    Revoke,
    Quarantine,
    Release,
    Retire,
}

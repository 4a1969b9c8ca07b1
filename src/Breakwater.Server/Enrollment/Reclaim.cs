using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Enrollment;

/// <summary>
/// Gives a device that was revoked, factory-reset, or lost its claim, a new single-use claim. Its certificates work on until the claim is used, so that a
/// claim made in error cuts nobody off.
/// </summary>
internal sealed class Reclaim(Database database, Outbox outbox, TimeProvider time, ILogger<Reclaim> logger)
{
    /// <summary>Characters. Source: a ticket's title.</summary>
    public const int LongestReason = 256;

    /// <returns>The claim, which is nowhere else, null when the device's state does not allow one; and whether that is in the ledger yet.</returns>
    public async Task<(ClaimIssued? Issued, bool Recorded)> IssueAsync(Permit permit, string reason)
    {
        permit.Demand(DeviceAction.ManageDevice);
        var claim = Claims.Create();
        var outcome = await outbox.PrepareAsync(permit.ToEvent(EntryType.EntityCreated, "claim.issued", text: reason));
        var now = time.GetUtcNow();
        var serial = await database.WriteAsync(permit.Guard, db => Replace(db, permit.Device, claim, now, outcome));
        if (serial is null)
        {
            return (null, Recorded: false);
        }

        var recorded = await outbox.EnterAsync(outcome);
        EnrollmentLog.Reclaimed(logger, permit.Device);
        return (new ClaimIssued(serial, claim), recorded);
    }

    private static string? Replace(BreakwaterDbContext db, DeviceId id, string claim, DateTimeOffset now, Outcome outcome)
    {
        if (db.Set<DeviceRecord>().Find(id) is not { State: not (DeviceState.Quarantined or DeviceState.Retired) } device)
        {
            return null;
        }

        if (db.Set<ClaimRecord>().Find(id) is { } earlier)
        {
            db.Remove(earlier);
            db.SaveChanges();
        }

        db.Add(new ClaimRecord { Device = id, Hash = Claims.Hash(claim), ForState = device.State, CreatedAt = now });
        outcome.Put(db);
        db.SaveChanges();
        return device.Serial;
    }
}

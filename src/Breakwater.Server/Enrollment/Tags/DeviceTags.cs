using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Enrollment.Tags;

/// <summary>Puts tags on a device and takes them off. Groups are made of tags, so this decides who reaches the device: what rests on it is asked again.</summary>
internal sealed class DeviceTags(Revocations revocations, AccessLedger ledger)
{
    /// <summary>All of its tags after; null: there would be too many, and nothing was done.</summary>
    public async Task<Revoked<IReadOnlyList<string>?>> ChangeAsync(Permit permit, IReadOnlyList<string> add, IReadOnlyList<string> remove)
    {
        permit.Demand(DeviceAction.ManageDevice);
        var device = permit.Device;
        var changed = await revocations.EndAsync<IReadOnlyList<string>?>((scope, db) => Change(scope, db, device, add, remove), permit.Guard);
        if (changed.Value is not null)
        {
            var details = EntryDetails.Of(("added", string.Join(' ', add)), ("removed", string.Join(' ', remove)));
            await ledger.EnterAsync(permit.ToEvent(EntryType.EntityUpdated, "device.tagged") with { Details = details }, isDone: true);
        }

        return changed;
    }

    public static async Task<IReadOnlyList<string>> ListAsync(Database database, Permit permit, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ManageDevice);
        await using var db = database.Read();
        return await db.Set<DeviceTagRow>().Where(t => t.Device == permit.Device).OrderBy(t => t.Tag).Select(t => t.Tag).ToListAsync(cancellationToken);
    }

    private static List<string>? Change(
        RevocationScope scope, BreakwaterDbContext db, DeviceId device, IReadOnlyList<string> add, IReadOnlyList<string> remove)
    {
        var before = db.Set<DeviceTagRow>().Where(t => t.Device == device).ToList();
        var after = before.Select(t => t.Tag).Except(remove).Union(add).Order(StringComparer.Ordinal).ToList();
        if (after.Count > DeviceTagRow.MostADevice)
        {
            return null;
        }

        db.RemoveRange(before.Where(t => !after.Contains(t.Tag)));
        db.AddRange(after.Except(before.Select(t => t.Tag)).Select(tag => new DeviceTagRow { Device = device, Tag = tag }));
        db.SaveChanges();
        var changed = after.ToHashSet(StringComparer.Ordinal);
        changed.SymmetricExceptWith(before.Select(t => t.Tag));
        if (changed.Count > 0)
        {
            scope.Change(Ground.Of(device));
            Tell(scope, db, changed);
        }

        return after;
    }

    private static void Tell(RevocationScope scope, BreakwaterDbContext db, HashSet<string> tags)
    {
        var groups = db.Set<GroupRow>().AsNoTracking().ToList().Where(g => g.Rule.Tags.Any(tags.Contains)).ToList();
        foreach (var group in groups)
        {
            scope.Change(Ground.OfGroup(group.Name));
        }

        if (groups.Count > 0)
        {
            scope.Change(Ground.OfAnyGroup);
        }
    }
}

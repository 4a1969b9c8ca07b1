using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Granting.Groups;

/// <summary>Keeps groups, each change with an entry and, for whoever relies on the group, an ending.</summary>
internal sealed class GroupKeeper(Database database, Revocations revocations, AccessLedger ledger, TimeProvider time)
{
    /// <summary>Null: it was added; otherwise why not.</summary>
    public async Task<string?> AddAsync(FleetPermit permit, string name, string? model, string[] tags)
    {
        permit.Demand(DeviceAction.ManageAccess);
        var now = time.GetUtcNow();
        var conflict = (await revocations.EndAsync(
            (scope, db) =>
            {
                if (db.Set<GroupRow>().Any(g => g.Name == name))
                {
                    return $"There is a group {name} already.";
                }

                if (db.Set<GroupRow>().Count() >= GroupRow.Most)
                {
                    return $"There are {GroupRow.Most} groups, as many as there may be.";
                }

                var group = new GroupRow { Name = name, CreatedAt = now };
                group.Change(scope, model, tags);
                db.Add(group);
                db.SaveChanges();
                return null;
            },
            permit.Guard)).Value;
        if (conflict is null)
        {
            await EnterAsync(permit, EntryType.EntityCreated, "group.added", name, model, tags);
        }

        return conflict;
    }

    /// <summary>False: there is no such group.</summary>
    public async Task<Revoked<bool>> ChangeAsync(FleetPermit permit, string name, string? model, string[] tags)
    {
        permit.Demand(DeviceAction.ManageAccess);
        var changed = await revocations.EndAsync(
            (scope, db) =>
            {
                if (db.Set<GroupRow>().FirstOrDefault(g => g.Name == name) is not { } group)
                {
                    return false;
                }

                group.Change(scope, model, tags);
                db.SaveChanges();
                return true;
            },
            permit.Guard);
        if (changed.Value)
        {
            await EnterAsync(permit, EntryType.EntityUpdated, "group.changed", name, model, tags);
        }

        return changed;
    }

    /// <summary>How many grants are on it: then it stays. Null: there is no such group.</summary>
    public async Task<Revoked<int?>> RemoveAsync(FleetPermit permit, string name)
    {
        permit.Demand(DeviceAction.ManageAccess);
        var now = time.GetUtcNow();
        var removed = await revocations.EndAsync(
            (scope, db) =>
            {
                if (db.Set<GroupRow>().FirstOrDefault(g => g.Name == name) is not { } group)
                {
                    return (int?)null;
                }

                var grants = db.Set<GrantRecord>().Count(g => g.Group == name && g.RevokedAt == null && (g.ExpiresAt == null || g.ExpiresAt > now));
                if (grants == 0)
                {
                    db.Remove(group);
                    db.SaveChanges();
                    GroupRow.Changed(scope, name);
                }

                return grants;
            },
            permit.Guard);
        if (removed.Value == 0)
        {
            await EnterAsync(permit, EntryType.EntityDeleted, "group.removed", name, null, []);
        }

        return removed;
    }

    public async Task<IReadOnlyList<GroupRow>> ListAsync(FleetPermit permit, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ManageAccess);
        await using var db = database.Read();
        return await db.Set<GroupRow>().OrderBy(g => g.Name).ToListAsync(cancellationToken);
    }

    private async Task EnterAsync(FleetPermit permit, EntryType type, string operation, string name, string? model, string[] tags) =>
        await ledger.EnterAsync(
            permit.ToEvent(type, operation) with { Details = EntryDetails.Of(("group", name), ("model", model ?? "any"), ("tags", string.Join(' ', tags))) },
            isDone: true);
}

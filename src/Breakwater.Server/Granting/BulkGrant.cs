using System.Security.Cryptography;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Granting;

/// <summary>Gives many devices in one unit. Each has its grant and its event, as if it had been given alone.</summary>
internal sealed class BulkGrant(Revocations revocations, Outbox outbox, IPersonLookup people, TimeProvider time)
{
    public static GrantRequest OnOne(BulkGrantRequest request, DeviceId device) =>
        new(request.Principal, device.ToString(), request.Actions, request.ExpiresInSeconds, request.Reason, request.CommandClass);

    /// <summary>The grants, and whether all of them are in the ledger yet; or what is in the way, and nothing was given.</summary>
    public async Task<(BulkGrants? Grants, string? Conflict, bool IsRecorded)> AddAsync(
        FleetPermit permit, BulkGrantRequest request, IReadOnlyList<DeviceId> devices, ActionSet actions)
    {
        permit.Demand(DeviceAction.ManageAccess);
        var now = time.GetUtcNow();
        DateTimeOffset? expires = request.ExpiresInSeconds is { } seconds ? now.AddSeconds(seconds) : null;

        // Before the unit, which may run again.
        DeviceGrant[] grants = [.. devices.Select(device => new DeviceGrant(RandomNumberGenerator.GetHexString(16, lowercase: true), device))];
        var added = permit.ToEvent(EntryType.PrivilegesAssigned, GrantRequests.Added, about: request.Principal.ToString(), text: request.Reason) with
        {
            Details = GrantRequests.Describe(OnOne(request, devices[0]), actions, expires),
        };
        var outcomes = await Task.WhenAll(grants.Select(g => outbox.PrepareAsync(added with { Device = g.Device, Grant = g.Id }).AsTask()));
        var conflict = (await revocations.EndAsync(
            (scope, db) =>
            {
                if (!people.IsKnown(db, request.Principal))
                {
                    return GrantRequests.NoLonger(request.Principal);
                }

                var held = db.Set<GrantRecord>().Count(g => g.Principal == request.Principal && g.RevokedAt == null);
                if (held + grants.Length > GrantLimits.PerPrincipal)
                {
                    return $"{request.Principal} has {held} grants, and may have {GrantLimits.PerPrincipal}.";
                }

                db.AddRange(grants.Select(NewRecord));
                Array.ForEach(outcomes, o => o.Put(db));
                db.SaveChanges();
                scope.Change(Ground.Of(request.Principal));
                return null;
            },
            permit.Guard)).Value;
        if (conflict is not null)
        {
            return (null, conflict, false);
        }

        var recorded = await Task.WhenAll(outcomes.Select(o => outbox.EnterAsync(o).AsTask()));
        return (new BulkGrants(request.Principal, grants), null, recorded.All(r => r));

        GrantRecord NewRecord(DeviceGrant grant) => new()
        {
            Id = grant.Id,
            Principal = request.Principal,
            Device = grant.Device,
            Actions = actions,
            Commands = request.CommandClass,
            CreatedAt = now,
            ExpiresAt = expires,
            Reason = request.Reason,
            ApprovedBy = permit.Principal,
        };
    }
}

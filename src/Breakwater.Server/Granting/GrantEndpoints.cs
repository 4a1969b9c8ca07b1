using System.Security.Cryptography;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Granting;

/// <summary>The operator gives and takes grants over the admin socket. A grant for one device is posted to that device.</summary>
internal static class GrantEndpoints
{
    private static ProblemAnswer NoSuchGrant => new(ProblemCodes.ResourceNotFound, "There is no such grant.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/v1/grants", AddOnFleetAsync).ForLocalOperatorOnFleet(DeviceAction.ManageAccess);
        routes.MapPost("/admin/v1/devices/{device}/grants", AddOnDeviceAsync).ForLocalOperator(DeviceAction.ManageDevice, OperatorUse.GivesAccess);
        routes.MapGet("/admin/v1/grants", ListAsync).ForLocalOperatorOnFleet(DeviceAction.ManageAccess);
        routes.MapDelete("/admin/v1/grants/{id}", RevokeAsync).ForLocalOperatorOnFleet(DeviceAction.ManageAccess);
    }

    private static Task<IResult> AddOnFleetAsync(
        FleetPermit permit, GrantRequest request, Revocations revocations, Outbox outbox, IPersonLookup people, AccessOptions options, TimeProvider time)
    {
        permit.Demand(DeviceAction.ManageAccess);
        return AddAsync(null, permit.Guard, permit.ToEvent(EntryType.PrivilegesAssigned, GrantRequests.Added), request, revocations, outbox, people, options, time);
    }

    private static Task<IResult> AddOnDeviceAsync(
        Permit permit, GrantRequest request, Revocations revocations, Outbox outbox, IPersonLookup people, AccessOptions options, TimeProvider time)
    {
        permit.Demand(DeviceAction.ManageDevice);
        return AddAsync(permit.Device, permit.Guard, permit.ToEvent(EntryType.PrivilegesAssigned, GrantRequests.Added), request, revocations, outbox, people, options, time);
    }

    private static async Task<IResult> AddAsync(
        DeviceId? device,
        IWriteGuard guard,
        LedgerEntry<Name> added,
        GrantRequest request,
        Revocations revocations,
        Outbox outbox,
        IPersonLookup people,
        AccessOptions options,
        TimeProvider time)
    {
        var errors = GrantRequests.Check(device, request, out var actions);
        if (errors.Count > 0)
        {
            return new ProblemAnswer(ProblemCodes.Invalid, errors: errors);
        }

        if (!await people.IsKnownAsync(request.Principal))
        {
            return UnknownPrincipalAnswer.Of(request.Principal);
        }

        var now = time.GetUtcNow();
        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        DateTimeOffset? expires = request.ExpiresInSeconds is { } seconds ? now.AddSeconds(seconds) : null;
        var record = NewRecord();
        var outcome = await outbox.PrepareAsync(added with
        {
            Device = device,
            Grant = record.Id,
            About = request.Principal.ToString(),
            Message = new(new(request.Principal.ToString()), request.Reason),
            Details = GrantRequests.Describe(request, actions, expires, record.WindowSeconds),
        });
        var conflict = (await revocations.EndAsync(
            (scope, db) =>
            {
                if (!people.IsKnown(db, request.Principal))
                {
                    return GrantRequests.NoLonger(request.Principal);
                }

                if (db.Set<GrantRecord>().Count(g => g.Principal == request.Principal && g.RevokedAt == null) >= GrantLimits.PerPrincipal)
                {
                    return $"{request.Principal} has {GrantLimits.PerPrincipal} grants, as many as a principal may have.";
                }

                if (request.Group is { } group && !db.Set<GroupRow>().Any(g => g.Name == group))
                {
                    return $"There is no group {group}.";
                }

                db.Add(NewRecord());
                outcome.Put(db);
                db.SaveChanges();

                // Good news travels the same way: whoever remembers what this principal may do reads it again.
                scope.Change(Ground.Of(request.Principal));
                return null;
            },
            guard)).Value;
        return conflict is not null
            ? new ProblemAnswer(ProblemCodes.Conflict, conflict)
            : RecordedAnswer.Of(
                await outbox.EnterAsync(outcome),
                Results.Json(GrantRequests.ToContract(record, options), ContractsJson.Default.GrantSummary, statusCode: StatusCodes.Status201Created));

        // Made anew by each run of the unit: what a run that was rolled back had tracked is of no use to the next.
        GrantRecord NewRecord() => new()
        {
            Id = id,
            Principal = request.Principal,
            Device = device,
            Group = request.Group,
            Devices = request.Devices,
            WindowSeconds = request.Devices is null ? null : request.WindowSeconds ?? (int)options.ReachWindow.TotalSeconds,
            Actions = actions,
            Commands = request.CommandClass,
            CreatedAt = now,
            ExpiresAt = expires,
            Reason = request.Reason,
            ApprovedBy = PrincipalId.Parse(added.Actor!.Value.Text),
        };
    }

    private static async Task<IResult> ListAsync(FleetPermit permit, Database database, AccessOptions options, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ManageAccess);
        await using var db = database.Read();
        var grants = await db.Set<GrantRecord>().Where(g => g.RevokedAt == null).OrderByDescending(g => g.CreatedAt).Take(1000).ToListAsync(cancellationToken);
        return Results.Json(new Page<GrantSummary>([.. grants.Select(g => GrantRequests.ToContract(g, options))], null), ContractsJson.Default.PageGrantSummary);
    }

    private static async Task<IResult> RevokeAsync(
        FleetPermit permit, string id, Database database, Revocations revocations, Outbox outbox, TimeProvider time)
    {
        permit.Demand(DeviceAction.ManageAccess);
        if (await FindAsync(database, id) is not { } known)
        {
            return NoSuchGrant;
        }

        var outcome = await outbox.PrepareAsync(permit.ToEvent(EntryType.PrivilegesRevoked, "grant.revoked", about: known.Principal.ToString()) with
        {
            Device = known.Device,
            Grant = id,
        });
        var now = time.GetUtcNow();
        var ended = await revocations.EndAsync(
            (scope, db) =>
            {
                if (db.Set<GrantRecord>().FirstOrDefault(g => g.Id == id && g.RevokedAt == null) is not { } grant)
                {
                    return false;
                }

                grant.Revoke(scope, now);
                outcome.Put(db);
                db.SaveChanges();
                return true;
            },
            permit.Guard);
        return ended.Value ? RecordedAnswer.Of(await outbox.EnterAsync(outcome), RevocationAnswer.Of(ended, Results.NoContent())) : NoSuchGrant;
    }

    /// <summary>Whose it is, and which device it is for, never change; whether it stands is asked again by the unit.</summary>
    private static async Task<GrantRecord?> FindAsync(Database database, string id)
    {
        await using var db = database.Read();
        return await db.Set<GrantRecord>().FirstOrDefaultAsync(g => g.Id == id && g.RevokedAt == null);
    }
}

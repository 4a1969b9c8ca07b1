using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.People;

/// <summary>The operator adds, lists, disables and enables owners and services over the admin socket.</summary>
internal static class PeopleEndpoints
{
    private const int LongestReason = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, kind) in new[] { ("owners", PrincipalKind.Owner), ("services", PrincipalKind.Service) })
        {
            routes.MapPost(
                $"/admin/v1/{path}",
                (FleetPermit permit, PersonRequest request, Database database, Outbox outbox, TimeProvider time) =>
                    AddAsync(permit, kind, request, database, outbox, time))
                .ForLocalOperatorOnFleet(DeviceAction.ManageAccess);
            routes.MapGet(
                $"/admin/v1/{path}",
                (FleetPermit permit, Database database, CancellationToken cancellationToken) => ListAsync(permit, kind, database, cancellationToken))
                .ForLocalOperatorOnFleet(DeviceAction.ManageAccess);
            foreach (var enable in new[] { false, true })
            {
                routes.MapPost(
                    $"/admin/v1/{path}/{{id}}/{(enable ? "enable" : "disable")}",
                    (FleetPermit permit, string id, OperatorReason body, PersonStanding standing) => ChangeAsync(permit, kind, id, enable, body, standing))
                    .ForLocalOperatorOnFleet(DeviceAction.ManageAccess);
            }
        }
    }

    private static async Task<IResult> AddAsync(
        FleetPermit permit, PrincipalKind kind, PersonRequest request, Database database, Outbox outbox, TimeProvider time)
    {
        permit.Demand(DeviceAction.ManageAccess);
        if (request.Name is not { Length: > 0 and <= 64 } || request.Name.Any(char.IsControl))
        {
            return new ProblemAnswer(ProblemCodes.Invalid, errors: new Dictionary<string, string> { ["name"] = "1 to 64 printable characters." });
        }

        var (id, now) = (PrincipalId.Create(kind), time.GetUtcNow());
        var outcome = await outbox.PrepareAsync(
            permit.ToEvent(EntryType.AccountCreated, $"{kind.ToString().ToLowerInvariant()}.added", about: id.ToString()));
        await database.WriteAsync(permit.Guard, db =>
        {
            db.Add(NewRecord());
            outcome.Put(db);
            db.SaveChanges();
        });
        return RecordedAnswer.Of(
            await outbox.EnterAsync(outcome), Results.Json(NewRecord().ToContract(), ContractsJson.Default.Person, statusCode: StatusCodes.Status201Created));

        PersonRecord NewRecord() => new() { Id = id, Kind = kind, Name = request.Name, CreatedAt = now };
    }

    private static async Task<IResult> ChangeAsync(
        FleetPermit permit, PrincipalKind kind, string id, bool enable, OperatorReason body, PersonStanding standing)
    {
        if (body.Reason is not { Length: > 0 and <= LongestReason } || body.Reason.Any(char.IsControl))
        {
            return new ProblemAnswer(
                ProblemCodes.Invalid, errors: new Dictionary<string, string> { ["reason"] = $"1 to {LongestReason} printable characters; it stands in the ledger." });
        }

        if (!PrincipalId.TryParse(id, out var principal) || principal.Kind != kind)
        {
            return Unknown(kind, id);
        }

        var changed = await standing.ChangeAsync(permit, principal, enable, body.Reason);
        return changed.Value switch
        {
            { Person: { } person, IsRecorded: var recorded } =>
                RecordedAnswer.Of(recorded, RevocationAnswer.Of(changed, Results.Json(person, ContractsJson.Default.Person))),
            { Conflict: { } conflict } => new ProblemAnswer(ProblemCodes.Conflict, conflict),
            _ => Unknown(kind, id),
        };
    }

    private static ProblemAnswer Unknown(PrincipalKind kind, string id) =>
        new(ProblemCodes.ResourceNotFound, $"There is no {kind.ToString().ToLowerInvariant()} {id}.");

    private static async Task<IResult> ListAsync(FleetPermit permit, PrincipalKind kind, Database database, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ManageAccess);
        await using var db = database.Read();
        var people = await db.Set<PersonRecord>().Where(p => p.Kind == kind).OrderBy(p => p.CreatedAt).Take(1000).ToListAsync(cancellationToken);
        return Results.Json(new Page<Person>([.. people.Select(p => p.ToContract())], null), ContractsJson.Default.PagePerson);
    }
}

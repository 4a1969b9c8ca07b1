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
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.People;

/// <summary>The operator adds and lists owners and services over the admin socket.</summary>
internal static class PeopleEndpoints
{
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
            permit.ToEvent(EntryType.AccountCreated, $"{kind.ToString().ToLowerInvariant()}.added") with { About = id.ToString() });
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

    private static async Task<IResult> ListAsync(FleetPermit permit, PrincipalKind kind, Database database, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ManageAccess);
        await using var db = database.Read();
        var people = await db.Set<PersonRecord>().Where(p => p.Kind == kind).OrderBy(p => p.CreatedAt).Take(1000).ToListAsync(cancellationToken);
        return Results.Json(new Page<Person>([.. people.Select(p => p.ToContract())], null), ContractsJson.Default.PagePerson);
    }
}

using System.Security.Cryptography;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.People;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Tokens;

/// <summary>The operator issues, lists and revokes tokens over the admin socket.</summary>
internal static class TokenEndpoints
{
    private static ProblemAnswer NoSuchToken => new(ProblemCodes.ResourceNotFound, "There is no such token, or it is revoked already.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/v1/tokens", IssueAsync).ForLocalOperatorOnFleet(DeviceAction.ManageAccess);
        routes.MapGet("/admin/v1/tokens", ListAsync).ForLocalOperatorOnFleet(DeviceAction.ManageAccess);
        routes.MapDelete("/admin/v1/tokens/{id}", RevokeAsync).ForLocalOperatorOnFleet(DeviceAction.ManageAccess);
    }

    private static async Task<IResult> IssueAsync(
        FleetPermit permit, TokenRequest request, Database database, IPersonLookup people, Outbox outbox, SubjectDirectory subjects, TimeProvider time)
    {
        permit.Demand(DeviceAction.ManageAccess);
        var errors = TokenRequests.Check(request, out var scopes);
        if (errors.Count > 0)
        {
            return new ProblemAnswer(ProblemCodes.Invalid, errors: errors);
        }

        var token = TokenSecret.Create(request.Principal.Kind);
        var now = time.GetUtcNow();
        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var record = NewRecord();
        if (!await people.IsKnownAsync(request.Principal))
        {
            // Before anything about it is prepared: a pseudonym for whoever is not there would stay.
            return UnknownPrincipalAnswer.Of(request.Principal);
        }

        var holder = record.Principal.ToString();
        var credential = await subjects.GetAsync(record.Credential, await subjects.GetAsync(holder));
        var outcome = await outbox.PrepareAsync(permit.ToEvent(EntryType.EntityCreated, "token.issued", about: holder) with
        {
            Details = EntryDetails.Of(("token", credential.ToString()), ("scopes", string.Join(' ', scopes.ToNames())), ("expires", $"{record.ExpiresAt:O}")),
        });
        var known = await database.WriteAsync(permit.Guard, db =>
        {
            if (!db.Set<PersonRecord>().Any(p => p.Id == request.Principal))
            {
                return false;
            }

            db.Add(NewRecord());
            outcome.Put(db);
            db.SaveChanges();
            return true;
        });
        return known
            ? RecordedAnswer.Of(
                await outbox.EnterAsync(outcome),
                Results.Json(
                    new TokenIssued(record.Id, token, record.Principal, scopes.ToNames(), record.ExpiresAt),
                    ContractsJson.Default.TokenIssued,
                    statusCode: StatusCodes.Status201Created))
            : UnknownPrincipalAnswer.Of(request.Principal);

        TokenRecord NewRecord() => new()
        {
            Id = id,
            Sha256 = TokenHash.Of(token).ToString(),
            Principal = request.Principal,
            Name = request.Name,
            Scopes = scopes,
            CreatedAt = now,
            ExpiresAt = now.AddSeconds(request.ExpiresInSeconds),
        };
    }

    private static async Task<IResult> ListAsync(FleetPermit permit, Database database, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ManageAccess);
        await using var db = database.Read();
        var tokens = await db.Set<TokenRecord>().OrderByDescending(t => t.CreatedAt).Take(1000)
            .Select(t => new { Token = t, db.Set<PersonRecord>().Single(p => p.Id == t.Principal).DisabledAt })
            .ToListAsync(cancellationToken);
        return Results.Json(new Page<TokenSummary>([.. tokens.Select(t => t.Token.ToContract(t.DisabledAt))], null), ContractsJson.Default.PageTokenSummary);
    }

    private static async Task<IResult> RevokeAsync(
        FleetPermit permit, string id, Database database, Revocations revocations, Outbox outbox, SubjectDirectory subjects, TimeProvider time)
    {
        permit.Demand(DeviceAction.ManageAccess);
        if (await FindHolderAsync(database, id) is not { } holder)
        {
            return NoSuchToken;
        }

        var credential = await subjects.GetAsync(TokenRecord.CredentialOf(id), await subjects.GetAsync(holder.ToString()));
        var outcome = await outbox.PrepareAsync(permit.ToEvent(EntryType.EntityDeleted, "token.revoked") with
        {
            Details = EntryDetails.Of(("token", credential.ToString())),
        });
        var now = time.GetUtcNow();
        var ended = await revocations.EndAsync(
            (scope, db) =>
            {
                if (db.Set<TokenRecord>().FirstOrDefault(t => t.Id == id && t.RevokedAt == null) is not { } token)
                {
                    return false;
                }

                token.Revoke(scope, now);
                outcome.Put(db);
                db.SaveChanges();
                return true;
            },
            permit.Guard);
        return ended.Value ? RecordedAnswer.Of(await outbox.EnterAsync(outcome), RevocationAnswer.Of(ended, Results.NoContent())) : NoSuchToken;
    }

    /// <summary>Whose it is never changes; whether it is revoked is asked again by the unit.</summary>
    private static async Task<PrincipalId?> FindHolderAsync(Database database, string id)
    {
        await using var db = database.Read();
        return (await db.Set<TokenRecord>().FirstOrDefaultAsync(t => t.Id == id && t.RevokedAt == null))?.Principal;
    }
}

using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.People;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Tokens;

/// <summary>Turns a bearer token (RFC 6750) into a principal.</summary>
internal sealed class TokenAuthenticator(Database database, GroundTable table, TimeProvider time)
{
    private static readonly Func<BreakwaterDbContext, string, Task<TokenRecord?>> ByHash = EF.CompileAsyncQuery(
        (BreakwaterDbContext db, string hash) =>
            db.Set<TokenRecord>().FirstOrDefault(t => t.Sha256 == hash && db.Set<PersonRecord>().Any(p => p.Id == t.Principal && p.DisabledAt == null)));

    private readonly KnownTokens known = new(table);

    /// <summary>Null: unknown, expired, revoked, or of somebody who is disabled. The look-up is by hash, so its time tells nothing about any token.</summary>
    public async ValueTask<Principal?> AuthenticateAsync(string token)
    {
        if (token.Length is 0 or > TokenSecret.LongestText)
        {
            return null;
        }

        var hash = TokenHash.Of(token);
        if ((known.Find(hash) ?? await LookUpAsync(hash)) is not { } principal)
        {
            return null;
        }

        return principal.ExpiresAt > time.GetUtcNow() ? principal : null;
    }

    private async ValueTask<Principal?> LookUpAsync(TokenHash hash)
    {
        // Before the look-up: what ends meanwhile has a higher number.
        var asOf = table.Applied;
        await using var db = database.Read();
        if (await ByHash(db, hash.ToString()) is not { RevokedAt: null } record || record.ExpiresAt <= time.GetUtcNow())
        {
            return null;
        }

        var principal = Principal.Credentials.OfToken(record.Principal, record.Credential, record.Scopes, record.ExpiresAt);
        known.Keep(hash, principal, asOf);
        return principal;
    }
}

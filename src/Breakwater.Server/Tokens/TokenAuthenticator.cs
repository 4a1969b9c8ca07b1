using Breakwater.Server.Access.Principals;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Tokens;

/// <summary>Turns a bearer token (RFC 6750) into a principal.</summary>
internal sealed class TokenAuthenticator(Database database, TimeProvider time)
{
    private static readonly Func<BreakwaterDbContext, string, Task<TokenRecord?>> ByHash = EF.CompileAsyncQuery(
        (BreakwaterDbContext db, string hash) => db.Set<TokenRecord>().FirstOrDefault(t => t.Sha256 == hash));

    /// <summary>Null: unknown, expired or revoked. The look-up is by hash, so its time tells nothing about any token.</summary>
    public async ValueTask<Principal?> AuthenticateAsync(string token)
    {
        if (token.Length is 0 or > TokenSecret.LongestText)
        {
            return null;
        }

        await using var db = database.Read();
        var record = await ByHash(db, TokenSecret.Hash(token));
        return record is { RevokedAt: null } && record.ExpiresAt > time.GetUtcNow()
            ? Principal.Credentials.OfToken(record.Principal, record.Credential, record.Scopes, record.ExpiresAt)
            : null;
    }
}

using Breakwater.Server.Access.Errands;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Tokens;

/// <summary>A token stands until it is revoked, or its principal is forgotten, which takes its row.</summary>
internal sealed class TokenStanding(Database database) : ICredentialStanding
{
    private static readonly Func<BreakwaterDbContext, string, Task<bool>> IsKept = EF.CompileAsyncQuery(
        (BreakwaterDbContext db, string id) => db.Set<TokenRecord>().Any(t => t.Id == id && t.RevokedAt == null));

    public string Prefix => TokenRecord.CredentialOf("");

    public async ValueTask<bool> StandsAsync(Errand errand)
    {
        await using var db = database.Read();
        return await IsKept(db, errand.Credential[Prefix.Length..]);
    }
}

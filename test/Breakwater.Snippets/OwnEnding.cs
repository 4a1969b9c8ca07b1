using Breakwater.Server.Access.Grants;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Snippets;

/// <summary>The other way round: ending something so that nobody hears of it.</summary>
internal static class OwnEnding
{
    public static Task<int> EndAsync(Database database, DateTimeOffset now) =>
        database.WriteAsync(db => db.Set<GrantRecord>().ExecuteUpdate(set => set.SetProperty(g => g.RevokedAt, now)));
}

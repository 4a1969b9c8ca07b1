using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.People;

internal sealed class PersonLookup(Database database) : IPersonLookup
{
    public async Task<bool> IsKnownAsync(PrincipalId person)
    {
        await using var db = database.Read();
        return await db.Set<PersonRecord>().AnyAsync(p => p.Id == person);
    }

    public bool IsKnown(BreakwaterDbContext db, PrincipalId person) => db.Set<PersonRecord>().Any(p => p.Id == person);
}

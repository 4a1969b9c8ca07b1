using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Devices.Commands;

/// <summary>Whom open commands name.</summary>
internal static class CommandNames
{
    /// <summary>The person is forgotten: what was ordered and is still open says no more by whom, and is carried out no more.</summary>
    public static void Forget(BreakwaterDbContext db, PrincipalId principal) => db.Set<CommandRecord>().Where(c => c.Principal == principal)
        .ExecuteUpdate(set => set
            .SetProperty(c => c.Principal, (PrincipalId?)null)
            .SetProperty(c => c.Credential, (string?)null)
            .SetProperty(c => c.Session, (string?)null)
            .SetProperty(c => c.Grant, (string?)null));
}

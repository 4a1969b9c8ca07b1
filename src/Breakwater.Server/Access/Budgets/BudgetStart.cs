using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Access.Budgets;

/// <summary>What is done about reach budgets when the server starts.</summary>
internal sealed class BudgetStart(Database database, TouchStore touches, AccessOptions options, TimeProvider time, ILogger<BudgetStart> logger)
{
    /// <summary>Forgets what does not count any more, and says how many grants live by a number that nobody has stated.</summary>
    public async Task RunAsync()
    {
        var now = time.GetUtcNow();
        await touches.SweepAsync(now);
        await using var db = database.Read();
        var unstated = await db.Set<GrantRecord>()
            .Where(g => g.Device == null && g.Devices == null && g.RevokedAt == null && (g.ExpiresAt == null || g.ExpiresAt > now))
            .Select(g => new { g.Principal, g.Actions })
            .ToListAsync();
        var count = unstated.Count(g => g.Principal.Kind == PrincipalKind.Service && HeldGrants.TouchesDevices(g.Actions));
        if (count > 0)
        {
            BudgetLog.Unstated(logger, count, options.ServiceReachBudget, (long)options.ReachWindow.TotalSeconds);
        }
    }
}

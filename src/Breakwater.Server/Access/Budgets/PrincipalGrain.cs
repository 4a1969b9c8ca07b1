using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Access.Budgets;

/// <inheritdoc cref="IPrincipalGrain"/>
internal sealed class PrincipalGrain(Database database, AccessOptions options, TimeProvider time) : Grain, IPrincipalGrain
{
    private PrincipalId id;
    private ReachBudget budget = null!;
    private GrantRecord[] grants = [];

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        id = PrincipalId.Parse(this.GetPrimaryKeyString(), null);
        budget = new ReachBudget(
            id.Kind == PrincipalKind.Service ? options.ServiceReachBudget : options.OwnerReachBudget, options.ReachWindow, time);

        // The budget must outlive idleness: deactivated within the window it would start afresh.
        DelayDeactivation(options.ReachWindow);
        await ReloadAsync();
    }

    public ValueTask<GrantVerdict> DecideAsync(DeviceAction action, DeviceId device)
    {
        var now = time.GetUtcNow();
        foreach (var grant in grants)
        {
            if (Covers(grant, action, now) && (grant.Device is null || grant.Device == device))
            {
                DelayDeactivation(options.ReachWindow);
                return ValueTask.FromResult(budget.TryTouch(device)
                    ? new GrantVerdict(null, grant.Id, grant.Reason, grant.ExpiresAt, grant.Commands)
                    : GrantVerdict.Refused(RefusalReason.ReachBudgetExhausted));
            }
        }

        return ValueTask.FromResult(GrantVerdict.Refused(RefusalReason.NotGranted));
    }

    public ValueTask<Reach> GetReachAsync(DeviceAction action)
    {
        var now = time.GetUtcNow();
        var covering = grants.Where(g => Covers(g, action, now)).ToArray();
        return ValueTask.FromResult(covering.Any(g => g.Device is null)
            ? Reach.Fleet
            : new Reach(false, [.. covering.Select(g => g.Device!.Value).Distinct()]));
    }

    public ValueTask<int> TouchAsync(IReadOnlyList<DeviceId> devices)
    {
        DelayDeactivation(options.ReachWindow);
        var count = 0;
        while (count < devices.Count && budget.TryTouch(devices[count]))
        {
            count++;
        }

        return ValueTask.FromResult(count);
    }

    public async ValueTask ReloadAsync()
    {
        await using var db = database.Read();

        // The first that covers a device decides; among several that do, the one whose commands go furthest.
        grants = await db.Set<GrantRecord>().Where(g => g.Principal == id && g.RevokedAt == null)
            .OrderByDescending(g => g.Commands).ThenBy(g => g.CreatedAt).Take(GrantLimits.PerPrincipal).ToArrayAsync();
    }

    private static bool Covers(GrantRecord grant, DeviceAction action, DateTimeOffset now) =>
        grant.Actions.Contains(action) && (grant.ExpiresAt is null || grant.ExpiresAt > now);
}

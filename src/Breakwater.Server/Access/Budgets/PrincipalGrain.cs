using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Access.Budgets;

/// <inheritdoc cref="IPrincipalGrain"/>
internal sealed class PrincipalGrain(Database database, GroundTable table, AccessOptions options, TimeProvider time) : Grain, IPrincipalGrain
{
    private PrincipalId id;
    private Ground ground;
    private ReachBudget budget = null!;
    private GrantRecord[] grants = [];

    /// <summary>As of which ending the grants were read.</summary>
    private long asOf = -1;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        id = PrincipalId.Parse(this.GetPrimaryKeyString(), null);
        ground = Ground.Of(id);
        budget = new ReachBudget(
            id.Kind == PrincipalKind.Service ? options.ServiceReachBudget : options.OwnerReachBudget, options.ReachWindow, time);

        // The budget must outlive idleness: deactivated within the window it would start afresh.
        DelayDeactivation(options.ReachWindow);
        return Task.CompletedTask;
    }

    public async ValueTask<Verdict> AskAsync(Ask ask)
    {
        await RefreshAsync();
        return ask.Device is { } device ? Decide(ask.Action, device) : DecideOnFleet(ask.Action);
    }

    public async ValueTask<ShowVerdict> ShowAsync(IReadOnlyList<DeviceId> devices, long asOf)
    {
        await RefreshAsync();
        DelayDeactivation(options.ReachWindow);
        var count = 0;
        while (count < devices.Count && budget.TryTouch(devices[count]))
        {
            count++;
        }

        return new ShowVerdict(count, count == devices.Count ? null : Exhausted());
    }

    private Verdict Decide(DeviceAction action, DeviceId device)
    {
        var now = time.GetUtcNow();
        foreach (var grant in grants)
        {
            if (Covers(grant, action, now) && (grant.Device is null || grant.Device == device))
            {
                DelayDeactivation(options.ReachWindow);
                return budget.TryTouch(device)
                    ? new Verdict(null, grant.Id, grant.Reason, grant.ExpiresAt, null, GroundSet.Of(Ground.OfGrant(grant.Id)), Commands: grant.Commands)
                    : Verdict.Refused(RefusalReason.ReachBudgetExhausted, Exhausted());
            }
        }

        return Verdict.Refused(RefusalReason.NotGranted);
    }

    private Verdict DecideOnFleet(DeviceAction action)
    {
        var now = time.GetUtcNow();
        var covering = grants.Where(g => Covers(g, action, now)).ToArray();
        var reach = covering.Any(g => g.Device is null) ? Reach.Fleet : new Reach(false, [.. covering.Select(g => g.Device!.Value).Distinct()]);

        // The ledger is about the whole fleet, or about nobody's business.
        return action == DeviceAction.ReadLedger && !reach.WholeFleet
            ? Verdict.Refused(RefusalReason.NotGranted)
            : new Verdict(null, "reach", "", covering.Min(g => g.ExpiresAt), reach, default);
    }

    private LimitHit Exhausted() => new("reach-budget", budget.Limit, options.ReachWindow, budget.RetryAfter());

    /// <summary>What is remembered of the store is as old as its number: anything of this principal that ended or changed since is read again.</summary>
    private async ValueTask RefreshAsync()
    {
        if (asOf >= 0 && !table.ChangedSince(ground, asOf))
        {
            return;
        }

        // Before the read: what is applied meanwhile is for the next look.
        var upTo = table.Applied;
        await using var db = database.Read();

        // The first that covers a device decides; among several that do, the one whose commands go furthest.
        grants = await db.Set<GrantRecord>().Where(g => g.Principal == id && g.RevokedAt == null)
            .OrderByDescending(g => g.Commands).ThenBy(g => g.CreatedAt).Take(GrantLimits.PerPrincipal).ToArrayAsync();
        asOf = upTo;
    }

    private static bool Covers(GrantRecord grant, DeviceAction action, DateTimeOffset now) =>
        grant.Actions.Contains(action) && (grant.ExpiresAt is null || grant.ExpiresAt > now);
}

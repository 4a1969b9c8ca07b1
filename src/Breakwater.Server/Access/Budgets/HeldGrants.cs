using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Grants.Groups;

namespace Breakwater.Server.Access.Budgets;

/// <summary>What a principal was granted, and how many devices that lets it touch. It is made anew when a grant comes, goes or ends.</summary>
internal sealed class HeldGrants
{
    private readonly HeldGrant[] onGroups;
    private readonly HeldGrant[] onFleet;
    private readonly ILookup<DeviceId, HeldGrant> onDevices;

    private HeldGrants(IReadOnlyList<HeldGrant> grants, ReachBudget[] budgets)
    {
        onDevices = grants.Where(g => g.Device is not null).ToLookup(g => g.Device!.Value);
        onGroups = [.. grants.Where(g => g.Group is not null)];
        onFleet = [.. grants.Where(g => g.IsOnFleet)];
        All = grants;
        Budgets = budgets;
        EndsAt = grants.Min(g => g.ExpiresAt) ?? DateTimeOffset.MaxValue;
    }

    public IReadOnlyList<HeldGrant> All { get; }

    /// <summary>One a window: the widest that any of the grants states.</summary>
    public IReadOnlyList<ReachBudget> Budgets { get; }

    public bool HasGroups => onGroups.Length > 0;

    /// <summary>When the first of them ends by itself.</summary>
    public DateTimeOffset EndsAt { get; }

    /// <param name="rules">Of the groups that the grants name.</param>
    public static HeldGrants Of(
        PrincipalId principal, IEnumerable<GrantRecord> records, IReadOnlyDictionary<string, GroupRule> rules, AccessOptions options, DateTimeOffset now)
    {
        var usual = options.BudgetOf(principal.Kind);
        var living = records.Where(r => (r.ExpiresAt is null || r.ExpiresAt > now) && (r.Group is null || rules.ContainsKey(r.Group))).ToArray();
        var budgets =
            (from record in living
             where TouchesDevices(record.Actions)
             let stated = OwnOf(record, usual) ?? usual
             group stated by stated.Window into same
             select new ReachBudget(same.Max(b => b.Devices), same.Key)).DefaultIfEmpty(usual).ToArray();
        var longest = budgets.Max(b => b.Window);
        var grants = living.Select(r => new HeldGrant(
            r.Id,
            r.Actions,
            r.Commands,
            r.Device,
            r.Group is { } name ? rules[name] : null,
            r.ExpiresAt,
            r.Reason,
            OwnOf(r, usual),
            OwnOf(r, usual)?.Window ?? longest));
        return new HeldGrants([.. grants], budgets);
    }

    /// <summary>What covers the device, the narrowest first: its own, then of its groups, then of the fleet.</summary>
    /// <param name="facts">Null: there is no such device, or none of the grants is on a group.</param>
    public IReadOnlyList<HeldGrant> Covering(DeviceAction action, DeviceId device, DeviceFacts? facts, DateTimeOffset now)
    {
        HeldGrant[] covering =
        [
            .. onDevices[device].Where(g => g.Covers(action, now)),
            .. onGroups.Where(g => facts is not null && g.Covers(action, now) && g.Group!.Contains(facts)),
            .. onFleet.Where(g => g.Covers(action, now)),
        ];
        if (action == DeviceAction.SendCommand && covering.Length > 1)
        {
            // Those whose commands go furthest: what is narrow in devices must not be narrow in commands, too.
            var furthest = covering.Max(g => g.Commands);
            return [.. covering.Where(g => g.Commands == furthest)];
        }

        return covering;
    }

    /// <summary>An auditor's sight of the ledger touches no device.</summary>
    public static bool TouchesDevices(ActionSet actions) => !actions.IsSubsetOf(ActionSet.Of(DeviceAction.ReadLedger));

    /// <summary>What may be touched under a grant: what it states; what is usual, of a service on a group or the fleet; null, of one device.</summary>
    public static ReachBudget? OwnOf(GrantRecord record, ReachBudget usual) =>
        record is { Devices: { } devices, WindowSeconds: { } seconds } ? new ReachBudget(devices, TimeSpan.FromSeconds(seconds))
        : record.Principal.Kind == PrincipalKind.Service && record.Device is null && TouchesDevices(record.Actions) ? usual
        : null;
}

using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Access.Budgets;

/// <summary>
/// Chooses, device after device, the grant under which it is touched: one under which it is counted already, else the first that has room. It changes nothing;
/// what it has chosen counts for what comes after it.
/// </summary>
/// <param name="budgets">Of the principal, one a window.</param>
internal sealed class Choice(TouchedDevices touched, IReadOnlyList<ReachBudget> budgets, DateTimeOffset now)
{
    private readonly Dictionary<(string? Scope, TimeSpan Window), int> used = [];
    private readonly HashSet<DeviceId> fresh = [];

    /// <summary>False: no grant has room for one of them.</summary>
    public bool TryChoose(IReadOnlyList<Wanted> wanted, out Chosen[] chosen, out LimitHit? limit)
    {
        chosen = new Chosen[wanted.Count];
        limit = null;
        for (var i = 0; i < wanted.Count; i++)
        {
            var (device, grants) = wanted[i];
            if ((grants.FirstOrDefault(g => touched.Find(device, g, now) is not null) ?? grants.FirstOrDefault(g => HasRoom(device, g))) is not { } grant)
            {
                limit = Hit(wanted, grants[0]);
                return false;
            }

            Count(device, grant);
            chosen[i] = new Chosen(device, grant);
        }

        return true;
    }

    private bool HasRoom(DeviceId device, HeldGrant grant) => grant.Own is { } own
        ? Used(grant.Scope, own.Window) < own.Devices && budgets.Any(b => b.Window == own.Window && HasRoom(device, b))
        : budgets.Any(b => HasRoom(device, b));

    private bool HasRoom(DeviceId device, ReachBudget budget) =>
        touched.HasTouched(device, budget.Window, now) || Used(null, budget.Window) < budget.Devices;

    private int Used(string? scope, TimeSpan window)
    {
        if (!used.TryGetValue((scope, window), out var count))
        {
            count = scope is null ? touched.Within(window, now).Count() : touched.Within(scope, window, now).Count();
            used[(scope, window)] = count;
        }

        return count;
    }

    /// <summary>What was counted by window is counted on.</summary>
    private void Count(DeviceId device, HeldGrant grant)
    {
        if (touched.Find(device, grant, now) is not null || !fresh.Add(device))
        {
            return;
        }

        if (grant.Own is { } own)
        {
            used[(grant.Scope, own.Window)] = Used(grant.Scope, own.Window) + 1;
        }

        foreach (var budget in budgets)
        {
            used[(null, budget.Window)] = Used(null, budget.Window) + (touched.HasTouched(device, budget.Window, now) ? 0 : 1);
        }
    }

    /// <summary>Of what covers the device most narrowly: its own number if that is what is used up, else its principal's.</summary>
    private LimitHit Hit(IReadOnlyList<Wanted> wanted, HeldGrant grant)
    {
        if (grant.Own is { } own && Used(grant.Scope, own.Window) >= own.Devices)
        {
            return Hit(own, touched.Within(grant.Scope, own.Window, now), wanted.Count(w => touched.Find(w.Device, grant, now) is null));
        }

        var window = grant.Own?.Window ?? budgets.Min(b => b.Window);
        var budget = budgets.First(b => b.Window == window);
        return Hit(budget, touched.Within(window, now), wanted.Count(w => !touched.HasTouched(w.Device, window, now)));
    }

    /// <param name="asked">Devices that would be counted anew.</param>
    private LimitHit Hit(ReachBudget budget, IEnumerable<DateTimeOffset> within, int asked)
    {
        var oldestFirst = within.Order().ToArray();
        var left = Math.Max(0, budget.Devices - oldestFirst.Length);

        // When as many have left the window as there are too many; if it never fits, when all have.
        var last = Math.Min(asked - left, oldestFirst.Length);
        var retry = last > 0 ? oldestFirst[last - 1] + budget.Window - now : budget.Window;
        return new LimitHit(LimitNames.ReachBudget, budget.Devices, budget.Window, retry > TimeSpan.FromSeconds(1) ? retry : TimeSpan.FromSeconds(1), left);
    }
}

using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Access.Budgets;

/// <summary>Limits of the access decision.</summary>
public sealed record AccessOptions
{
    /// <summary>Distinct devices that an owner may touch in a window. Source: a large household has tens of connected appliances, not hundreds.</summary>
    public int OwnerReachBudget { get; init; } = 50;

    /// <summary>
    /// Distinct devices that a service may touch in a window under a grant that states no number. Source: what one person at a support desk handles in an hour; the
    /// Romo script touched 6,700 in nine minutes.
    /// </summary>
    public int ServiceReachBudget { get; init; } = 25;

    public TimeSpan ReachWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Uses of one owner or service at once. Source: browsers open 6 connections a host, HTTP/2 clients 100 streams; each use may hold 256 KB.</summary>
    public int UsesAtOnce { get; init; } = 64;

    /// <summary>Of these, live streams. Source: a household has some screens.</summary>
    public int StreamsAtOnce { get; init; } = 8;

    /// <summary>What holds where no grant states another.</summary>
    internal ReachBudget BudgetOf(PrincipalKind kind) => new(kind == PrincipalKind.Service ? ServiceReachBudget : OwnerReachBudget, ReachWindow);
}

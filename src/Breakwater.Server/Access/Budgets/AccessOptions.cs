namespace Breakwater.Server.Access.Budgets;

/// <summary>Limits of the access decision.</summary>
public sealed record AccessOptions
{
    /// <summary>Distinct devices that an owner may touch in a window. Source: a large household has tens of connected appliances, not hundreds.</summary>
    public int OwnerReachBudget { get; init; } = 50;

    /// <summary>Distinct devices that a service may touch in a window. Source: a support tool handles a few hundred cases an hour; the Romo script touched 6,700 in nine minutes.</summary>
    public int ServiceReachBudget { get; init; } = 1000;

    public TimeSpan ReachWindow { get; init; } = TimeSpan.FromHours(1);
}

namespace Breakwater.Server.Access.Budgets;

/// <summary>How many distinct devices may be touched in a sliding window.</summary>
internal readonly record struct ReachBudget(int Devices, TimeSpan Window)
{
    /// <summary>By how much the store may say that a device was touched later than it was, so that touching it again costs no commit.</summary>
    public static TimeSpan LagOf(TimeSpan window) => window / 8;
}

namespace Breakwater.Server.Access.Budgets;

/// <summary>One device that was touched, under one grant or none.</summary>
internal sealed class Touch
{
    /// <summary>
    /// The last time, at the latest, as the store has it. Until then it can be touched at no cost, by whatever activation; a window counts from there for all of
    /// them, so that what one has given away none takes for its own.
    /// </summary>
    public required DateTimeOffset At { get; set; }

    /// <summary>It is being written down for the first time; true when it is. Nobody may rely on it before.</summary>
    public Task<bool>? Writing { get; set; }

    /// <summary>From here on it is written again behind, so that nobody has to wait for it.</summary>
    /// <param name="window">For how long it counts.</param>
    public bool IsDue(DateTimeOffset now, TimeSpan window) => now > At - (ReachBudget.LagOf(window) / 2);
}

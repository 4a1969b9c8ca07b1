namespace Breakwater.Server.Access.Budgets;

/// <summary>One device in the memory of who touched it, under one grant or none. Times are since the activation.</summary>
internal sealed class Touch
{
    /// <summary>When it was touched last, at the latest.</summary>
    public TimeSpan Last { get; set; }

    /// <summary>Until when the store says that it was touched: until then nothing has to be written.</summary>
    public TimeSpan WrittenTo { get; set; }

    /// <summary>It is being written down for the first time; true when it is. Nobody may rely on it before.</summary>
    public Task<bool>? Writing { get; set; }

    /// <summary>From here on it is written again behind, so that nobody has to wait for it.</summary>
    /// <param name="window">For how long it counts.</param>
    public bool IsDue(TimeSpan now, TimeSpan window) => now > WrittenTo - (ReachBudget.LagOf(window) / 2);
}

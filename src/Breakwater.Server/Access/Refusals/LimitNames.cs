namespace Breakwater.Server.Access.Refusals;

/// <summary>The names of limits, as refusals say them; docs/reference/limits.md says what each is.</summary>
internal static class LimitNames
{
    /// <summary>Distinct devices in a window.</summary>
    public const string ReachBudget = "reach-budget";

    /// <summary>Requests and streams of one principal at once.</summary>
    public const string UsesAtOnce = "uses-at-once";

    /// <summary>Of these, live streams.</summary>
    public const string StreamsAtOnce = "streams-at-once";

    /// <summary>Bytes that the requests of one principal hold at once.</summary>
    public const string HeldBytes = "held-bytes";
}

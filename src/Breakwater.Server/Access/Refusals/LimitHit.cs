namespace Breakwater.Server.Access.Refusals;

/// <summary>Which limit was hit, and when to come back: told to whoever hit it.</summary>
/// <param name="Name">As in <c>reach-budget</c>; docs/reference/limits.md lists them.</param>
/// <param name="Capacity">How many fit into the window.</param>
/// <param name="Window">Zero: it is no rate but a number at once.</param>
/// <param name="RetryAfter">When to come back at the earliest.</param>
/// <param name="Remaining">How many still fit now: fewer than were asked for.</param>
[GenerateSerializer]
[Immutable]
internal sealed record LimitHit(
    [property: Id(0)] string Name,
    [property: Id(1)] long Capacity,
    [property: Id(2)] TimeSpan Window,
    [property: Id(3)] TimeSpan RetryAfter,
    [property: Id(4)] long Remaining = 0);

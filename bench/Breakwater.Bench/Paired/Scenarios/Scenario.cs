using Breakwater.Bench.Paired.Sides;

namespace Breakwater.Bench.Paired.Scenarios;

/// <summary>A named load.</summary>
/// <param name="Operation">What its figures are for one of.</param>
/// <param name="Portions">In a slice of one server, which is then about a quarter of a second of its processor time.</param>
/// <param name="CountsSyncs">Whether commits to disk are counted too.</param>
/// <param name="Weight">How many times as many rounds it gets as others.</param>
internal sealed record Scenario(
    string Name, string Operation, int Portions, Func<Side, CancellationToken, Task<IScenario>> Open, bool CountsSyncs = false, int Weight = 1)
{
    /// <summary>In this order: what has to be known best is measured last, when most of the server is warm.</summary>
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("twin-1000", "request", 4, (side, _) => Opened(new TwinReads(side, requests: 1000, concurrency: 1000))),
        new("twin", "request", 120, (side, _) => Opened(new TwinReads(side, requests: 3, concurrency: 1)), CountsSyncs: true),
        new("touch-first", "request", 120, (side, _) => Opened(new Touches(side, isFirst: true)), CountsSyncs: true),
        new("touch-again", "request", 120, (side, _) => Opened(new Touches(side, isFirst: false)), CountsSyncs: true),
        new("connect", "connect", 16, (side, _) => Opened(new Connecting(side, connects: 10))),
        new("single", "message", 20, (side, cancel) => Publishing.OpenAsync(side, messages: 4, batch: 1, cancel)),
        new("batched", "message", 20, (side, cancel) => Publishing.OpenAsync(side, messages: 30, batch: 10, cancel), Weight: 2),
    ];

    private static Task<IScenario> Opened(IScenario scenario) => Task.FromResult(scenario);
}

using Breakwater.Bench.Paired.Figures;
using Breakwater.Bench.Paired.Scenarios;
using Breakwater.Bench.Paired.Sides;
using Breakwater.Bench.Reporting;

namespace Breakwater.Bench.Paired;

/// <summary>
/// Two builds under the same load, in short slices that alternate, so that what else happens on the machine happens to both; each build several
/// times afresh, so that the luck of one process is not taken for a difference of builds.
/// </summary>
internal static class PairedBench
{
    public static async Task<PairedReport> RunAsync(PairedPlan plan, CancellationToken cancellationToken)
    {
        var results = new PairedResults();
        var began = TimeProvider.System.GetTimestamp();
        for (var start = 1; start <= plan.Starts; start++)
        {
            var elapsed = TimeProvider.System.GetElapsedTime(began);
            if (start > PairedPlan.LeastStarts && elapsed / (start - 1) * start > plan.Longest)
            {
                results.Notes.Add($"A further start would have ended after more than {plan.Longest.TotalMinutes:F0} minutes.");
                break;
            }

            Progress.Say($"start {start} of {plan.Starts}");
            results.NextStart();
            await RunStartAsync(plan, isSwapped: start % 2 == 0, results, cancellationToken);
        }

        return new PairedReport(plan, results.Figures, results.Notes);
    }

    /// <param name="isSwapped">The second build is started first.</param>
    private static async Task RunStartAsync(PairedPlan plan, bool isSwapped, PairedResults results, CancellationToken cancellationToken)
    {
        using var firstGround = await Ground.MakeAsync(isSwapped ? plan.After : plan.Before, cancellationToken);
        using var secondGround = await Ground.MakeAsync(isSwapped ? plan.Before : plan.After, cancellationToken);

        // Close together: what a server compiles in the background depends on how long it had nothing to do.
        await using var first = await Side.StartAsync(firstGround, cancellationToken);
        await using var second = await Side.StartAsync(secondGround, cancellationToken);
        var (before, after) = isSwapped ? (second, first) : (first, second);
        if (plan.Scenarios.Contains(PairedPlan.Cold))
        {
            var firstCold = await ColdStart.MeasureAsync(first, cancellationToken);
            var secondCold = await ColdStart.MeasureAsync(second, cancellationToken);
            var (beforeCold, afterCold) = isSwapped ? (secondCold, firstCold) : (firstCold, secondCold);
            foreach (var ((name, b), (_, a)) in beforeCold.Zip(afterCold))
            {
                results.Add(PairedPlan.Cold, name, "ms", b.Cpu / 1000, a.Cpu / 1000);
            }
        }

        foreach (var scenario in Scenario.All.Where(s => plan.Scenarios.Contains(s.Name)))
        {
            await RunScenarioAsync(scenario, plan, before, after, results, cancellationToken);
        }
    }

    private static async Task RunScenarioAsync(
        Scenario scenario, PairedPlan plan, Side before, Side after, PairedResults results, CancellationToken cancellationToken)
    {
        await using var b = await scenario.Open(before, cancellationToken);
        await using var a = await scenario.Open(after, cancellationToken);
        var (x, y) = (new Loaded(before, b), new Loaded(after, a));
        var portions = Math.Max(2, scenario.Portions / plan.Divisor);
        if (!await WarmUpAsync(scenario, plan, x, y, portions, cancellationToken))
        {
            results.Notes.Add($"{scenario.Name}: not flat within {plan.WarmUps} slices in a start.");
        }

        for (var round = 0; round < plan.Rounds * scenario.Weight; round++)
        {
            var (one, other) = await SlicePair.RunAsync(x, y, portions, cancellationToken);
            results.Add(scenario.Name, $"CPU a {scenario.Operation}", "µs", one.Cpu, other.Cpu);
            results.Add(scenario.Name, $"allocated a {scenario.Operation}", "B", one.Allocated, other.Allocated);
        }

        if (scenario.CountsSyncs
            && await SyncCount.MeasureAsync(x, cancellationToken) is { } syncsBefore
            && await SyncCount.MeasureAsync(y, cancellationToken) is { } syncsAfter)
        {
            results.Add(scenario.Name, $"syncs a {scenario.Operation}", "", syncsBefore, syncsAfter);
        }
    }

    private static async Task<bool> WarmUpAsync(
        Scenario scenario, PairedPlan plan, Loaded before, Loaded after, int portions, CancellationToken cancellationToken)
    {
        var (b, a) = (new WarmUp(), new WarmUp());
        for (var slice = 1; slice <= plan.WarmUps; slice++)
        {
            var (x, y) = await SlicePair.RunAsync(before, after, portions, cancellationToken);
            b.Add(x);
            a.Add(y);
            if (b.IsFlat && a.IsFlat)
            {
                Progress.Say($"{scenario.Name}: flat after {slice} slices");
                return true;
            }
        }

        Progress.Say($"{scenario.Name}: not flat after {plan.WarmUps} slices");
        return false;
    }
}

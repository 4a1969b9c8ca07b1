using Breakwater.Bench.Paired.Scenarios;
using Breakwater.Bench.Paired.Sides;

namespace Breakwater.Bench.Paired;

/// <param name="Starts">How often both servers are set up and started afresh. Two processes of one build differ by a percent (what the JIT saw first, where
/// memory lies), so a start is the unit of the statistics and not a slice.</param>
/// <param name="Longest">No further start that would end later than this.</param>
/// <param name="Rounds">Pairs of slices of each scenario in a start.</param>
/// <param name="WarmUps">Slices of a warm-up at most.</param>
/// <param name="Divisor">By how much the slices are smaller than usual.</param>
internal sealed record PairedPlan(
    Build Before, Build After, int Starts, TimeSpan Longest, int Rounds, int WarmUps, int Divisor, IReadOnlySet<string> Scenarios)
{
    /// <summary>The first connects and requests after a start.</summary>
    public const string Cold = "cold";

    /// <summary>Of fewer an interval says nothing.</summary>
    public const int LeastStarts = 3;

    public static IReadOnlyList<string> AllScenarios { get; } = [Cold, .. Scenario.All.Select(s => s.Name)];
}

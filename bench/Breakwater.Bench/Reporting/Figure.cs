namespace Breakwater.Bench.Reporting;

/// <summary>One measured number, and what it is compared with.</summary>
/// <param name="Reference">The same on Mosquitto, or the floor; null when there is nothing to compare with.</param>
/// <param name="Goal">What it should be, as text; null when it is information only.</param>
internal sealed record Figure(string Name, string Unit, double Breakwater, double? Reference = null, string? Goal = null)
{
    /// <summary>Breakwater through reference: below 1 is less than it.</summary>
    public double? Ratio => Reference is { } reference and not 0 ? Breakwater / reference : null;

    /// <summary>The single rounds, in order.</summary>
    public IReadOnlyList<double>? BreakwaterRounds { get; init; }

    public IReadOnlyList<double>? ReferenceRounds { get; init; }

    /// <summary>The medians of alternating rounds.</summary>
    public static Figure OfRounds(string name, string unit, IReadOnlyList<double> breakwater, IReadOnlyList<double> reference, string? goal = null) =>
        new(name, unit, Quantiles.Median(breakwater), Quantiles.Median(reference), goal)
        {
            BreakwaterRounds = breakwater,
            ReferenceRounds = reference,
        };
}

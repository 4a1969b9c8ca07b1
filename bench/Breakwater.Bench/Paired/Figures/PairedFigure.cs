namespace Breakwater.Bench.Paired.Figures;

/// <summary>One figure of both builds, with the pairs that it was made of, by start.</summary>
internal sealed record PairedFigure(string Scenario, string Name, string Unit, IReadOnlyList<IReadOnlyList<Pair>> Starts)
{
    public double Before => Starts.Average(s => MiddleMean.Of(s.Select(p => p.Before)));

    public double After => Starts.Average(s => MiddleMean.Of(s.Select(p => p.After)));

    public PairedDifference Difference { get; } = PairedDifference.Of(Starts);
}

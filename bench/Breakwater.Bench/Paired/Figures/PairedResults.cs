namespace Breakwater.Bench.Paired.Figures;

/// <summary>Gathers pairs into figures, in the order of their first appearance.</summary>
internal sealed class PairedResults
{
    private readonly List<(string Scenario, string Name, string Unit, List<List<Pair>> Starts)> figures = [];
    private int start = -1;

    public List<string> Notes { get; } = [];

    public IReadOnlyList<PairedFigure> Figures => [.. figures.Select(f => new PairedFigure(f.Scenario, f.Name, f.Unit, f.Starts))];

    public void NextStart() => start++;

    public void Add(string scenario, string name, string unit, double before, double after)
    {
        var index = figures.FindIndex(f => f.Scenario == scenario && f.Name == name);
        if (index < 0)
        {
            figures.Add((scenario, name, unit, []));
            index = figures.Count - 1;
        }

        var starts = figures[index].Starts;
        while (starts.Count <= start)
        {
            starts.Add([]);
        }

        starts[start].Add(new Pair(before, after));
    }
}

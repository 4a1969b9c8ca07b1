namespace Breakwater.Server.Ledger.Reach;

/// <summary>Some of what a segment has to say to a question. Filled again after it was used.</summary>
internal sealed class ReachPart
{
    public List<Reached> Touched { get; } = [];

    /// <summary>What the bits of operations mean.</summary>
    public string[] Operations { get; init; } = [];

    /// <summary>Entries that are summed up in what was touched.</summary>
    public long Entries { get; set; }

    public bool Approximate { get; init; }

    public void Clear()
    {
        Touched.Clear();
        Entries = 0;
    }
}

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Segment numbers in the order in which a question goes through them.</summary>
internal static class SegmentOrder
{
    public static IReadOnlyList<long> NewestFirst(long first, long last)
    {
        var segments = new List<long>();
        for (var segment = last; segment >= first; segment--)
        {
            segments.Add(segment);
        }

        return segments;
    }

    public static IReadOnlyList<long> OldestFirst(long first, long last)
    {
        var segments = new List<long>();
        for (var segment = first; segment <= last; segment++)
        {
            segments.Add(segment);
        }

        return segments;
    }
}

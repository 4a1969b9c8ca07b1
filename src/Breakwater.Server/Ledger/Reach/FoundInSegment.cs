namespace Breakwater.Server.Ledger.Reach;

/// <param name="Entries">Counted from the segment's first, in ascending order.</param>
/// <param name="Approximate">Some of them may lie outside of the time asked for.</param>
internal sealed record FoundInSegment(long Segment, List<int> Entries, bool Approximate);

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Finds which entries a question is about, page by page. It throws what <see cref="ReachQuery"/> throws.</summary>
internal static class EntryFinder
{
    /// <summary>From the newest to the oldest.</summary>
    /// <param name="before">Only entries before this number; null for all.</param>
    /// <param name="limit">The most that the page may have; at least one.</param>
    public static FoundEntries NewestFirst(ReachQuestion question, ReachSource source, long? before, int limit, CancellationToken cancellationToken)
    {
        var end = Math.Max(0, before ?? long.MaxValue);
        var segments = SegmentOrder.NewestFirst(source.FirstSegment, Math.Min(source.Tail, Math.Max(0, end - 1) / source.SegmentEntries));
        return Find(question, source, segments, number => number < end, limit, newestFirst: true, cancellationToken);
    }

    /// <summary>From the oldest to the newest, for exports.</summary>
    /// <param name="from">Only entries from this number on.</param>
    /// <param name="limit">The most that the page may have; at least one.</param>
    public static FoundEntries OldestFirst(ReachQuestion question, ReachSource source, long from, int limit, CancellationToken cancellationToken)
    {
        var segments = SegmentOrder.OldestFirst(Math.Max(source.FirstSegment, Math.Min(from / source.SegmentEntries, source.Tail)), source.Tail);
        return Find(question, source, segments, number => number >= from, limit, newestFirst: false, cancellationToken);
    }

    private static FoundEntries Find(
        ReachQuestion question,
        ReachSource source,
        IReadOnlyList<long> segments,
        Predicate<long> wanted,
        int limit,
        bool newestFirst,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var numbers = new List<long>();
        var approximate = false;
        var search = new SegmentSearch(source, new ReachFilter(question), cancellationToken);
        new OrderedWork<long, FoundInSegment>(
            segments,
            search.Entries,
            found =>
            {
                var before = numbers.Count;
                var all = found.Entries.Select(e => (found.Segment * source.SegmentEntries) + e);
                numbers.AddRange((newestFirst ? all.Reverse() : all).Where(n => wanted(n)).Take(limit - numbers.Count));
                approximate |= found.Approximate && numbers.Count > before;
                return numbers.Count < limit;
            },
            _ => { }).Run(cancellationToken);
        return new FoundEntries(numbers, numbers.Count < limit ? null : newestFirst ? numbers[^1] : numbers[^1] + 1, approximate);
    }
}

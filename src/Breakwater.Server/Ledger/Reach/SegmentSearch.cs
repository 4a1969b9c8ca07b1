using Breakwater.Server.Ledger.Reach.Indexes;
using Breakwater.Server.Ledger.Reach.Touches;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>
/// Searches one segment, or the tail: its index where that can answer, its entries where not. An index cannot when a row lies in the time asked for with
/// some of its entries only.
/// </summary>
internal sealed class SegmentSearch(ReachSource source, ReachFilter filter, CancellationToken cancellationToken)
{
    public IEnumerable<ReachPart> Touches(long segment) => source.Indexes.TryGetValue(segment, out var path) && segment != source.Tail
        ? Touches(segment, path)
        : EntryScan.Touches(source.Read(segment), filter, null, cancellationToken);

    /// <summary>The numbers of matching entries, counted from the segment's first, in ascending order.</summary>
    public FoundInSegment Entries(long segment)
    {
        if (!source.Indexes.TryGetValue(segment, out var path) || segment == source.Tail)
        {
            return new FoundInSegment(segment, [.. EntryScan.Matches(source.Read(segment), filter, null, new EntryFields(), cancellationToken)], false);
        }

        using var index = SegmentIndex.Open(path, segment);
        if (!filter.Overlaps(index.Header.First, index.Header.Last))
        {
            return new FoundInSegment(segment, [], false);
        }

        var (whole, cut) = IndexScan.Entries(index, filter, cancellationToken);
        var pruned = false;
        if (cut is not null)
        {
            whole ??= new EntryBits();
            var entries = source.ReadSegment(segment);
            pruned = entries is null;
            foreach (var entry in entries is null ? cut.Entries() : EntryScan.Matches(entries, filter, cut, new EntryFields(), cancellationToken))
            {
                whole.Set(entry);
            }
        }

        return new FoundInSegment(segment, whole is null ? [] : [.. whole.Entries()], pruned);
    }

    private IEnumerable<ReachPart> Touches(long segment, string path)
    {
        using var index = SegmentIndex.Open(path, segment);
        if (!filter.Overlaps(index.Header.First, index.Header.Last))
        {
            yield break;
        }

        // An entry is in one row: of rows that are cut it is looked at itself, of all others the sum is right.
        var cut = filter.Covers(index.Header.First, index.Header.Last) ? null : IndexScan.Entries(index, filter, cancellationToken).Cut;
        var entries = cut is null ? null : source.ReadSegment(segment);
        foreach (var part in IndexScan.Touches(index, filter, approximate: cut is not null && entries is null, cancellationToken))
        {
            yield return part;
        }

        foreach (var part in entries is null ? [] : EntryScan.Touches(entries, filter, cut, cancellationToken))
        {
            yield return part;
        }
    }
}

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
            return new FoundInSegment(segment, [.. EntryScan.Matches(source.Read(segment), filter, null, new TouchReader(), cancellationToken)], false);
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
            foreach (var entry in entries is null ? cut.Entries() : EntryScan.Matches(entries, filter, cut, new TouchReader(), cancellationToken))
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

        var cut = !filter.Covers(index.Header.First, index.Header.Last) && IndexScan.HasCutRows(index, filter, cancellationToken);
        var entries = cut ? source.ReadSegment(segment) : null;
        foreach (var part in entries is null
            ? IndexScan.Touches(index, filter, approximate: cut, cancellationToken)
            : EntryScan.Touches(entries, filter, Among(index), cancellationToken))
        {
            yield return part;
        }
    }

    /// <summary>All that may match: an entry that shows several devices can be in a row that is cut and in one that is not.</summary>
    private EntryBits Among(SegmentIndex index)
    {
        var (whole, cut) = IndexScan.Entries(index, filter, cancellationToken);
        cut ??= new EntryBits();
        foreach (var entry in whole?.Entries() ?? [])
        {
            cut.Set(entry);
        }

        return cut;
    }
}

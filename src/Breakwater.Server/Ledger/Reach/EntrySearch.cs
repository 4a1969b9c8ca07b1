using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach.Touches;
using Breakwater.Transparency.Tiles;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>
/// Finds, page by page, all entries that a question is about, refusals and events too. An index knows touches only, so the entries themselves are read, a
/// bundle at a time from where the page starts; those that were pruned are passed over.
/// </summary>
internal sealed class EntrySearch(LedgerStore store, ReachQuestion question)
{
    private readonly ReachFilter filter = new(question);

    /// <param name="before">Only entries before this number; null for all.</param>
    /// <param name="limit">The most that the page may have; at least one.</param>
    /// <exception cref="FormatException">An entry is none.</exception>
    public FoundEntries NewestFirst(long? before, int limit, CancellationToken cancellationToken) =>
        Find(0, Math.Min(before ?? long.MaxValue, store.Size), limit, newestFirst: true, cancellationToken);

    /// <param name="from">Only entries from this number on.</param>
    /// <param name="limit">The most that the page may have; at least one.</param>
    /// <exception cref="FormatException">An entry is none.</exception>
    public FoundEntries OldestFirst(long from, int limit, CancellationToken cancellationToken) =>
        Find(from, store.Size, limit, newestFirst: false, cancellationToken);

    private FoundEntries Find(long from, long end, int limit, bool newestFirst, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var numbers = new List<long>();
        if (from >= end)
        {
            return new FoundEntries(numbers, null, Approximate: false);
        }

        var (first, last) = (from / SegmentFormat.Entries, (end - 1) / SegmentFormat.Entries);
        new OrderedWork<long, List<long>>(
            [.. (newestFirst ? SegmentOrder.NewestFirst(first, last) : SegmentOrder.OldestFirst(first, last)).Where(MayHave)],
            segment => Scan(segment, from, end, limit, newestFirst, cancellationToken),
            found =>
            {
                numbers.AddRange(found.Take(limit - numbers.Count));
                return numbers.Count < limit;
            },
            _ => { }).Run(cancellationToken);
        return new FoundEntries(numbers, numbers.Count < limit ? null : newestFirst ? numbers[^1] : numbers[^1] + 1, Approximate: false);
    }

    private bool MayHave(long segment) => segment >= store.Segments.Length
        || (store.Segments[(int)segment] is { State: not SegmentState.Pruned } info && filter.Overlaps(info.FirstTime, info.LastTime));

    private List<long> Scan(long segment, long from, long end, int limit, bool newestFirst, CancellationToken cancellationToken)
    {
        var first = Math.Max(from, segment * SegmentFormat.Entries) / SegmentFormat.TileWidth;
        var last = (Math.Min(end, (segment + 1) * SegmentFormat.Entries) - 1) / SegmentFormat.TileWidth;
        var found = new List<long>();
        var fields = new EntryFields();
        for (var i = 0; i <= last - first && found.Count < limit; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var matches = Matches(newestFirst ? last - i : first + i, end, fields).Where(n => n >= from);
            found.AddRange(newestFirst ? matches.Reverse() : matches);
        }

        return found;
    }

    private List<long> Matches(long bundle, long end, EntryFields fields)
    {
        var matches = new List<long>();
        var start = bundle * SegmentFormat.TileWidth;
        ReadOnlySpan<byte> rest = store.ReadBundle(bundle, (int)Math.Min(SegmentFormat.TileWidth, end - start));
        for (var number = start; EntryBundle.TryRead(ref rest, out var entry); number++)
        {
            if (filter.MayMatch(entry))
            {
                fields.Read(entry);
                if (filter.Concerns(fields, entry))
                {
                    matches.Add(number);
                }
            }
        }

        return matches;
    }
}

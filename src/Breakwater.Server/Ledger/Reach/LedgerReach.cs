using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach.Indexes;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Where questions find the log: its index files, its segments, its tail.</summary>
internal static class LedgerReach
{
    /// <summary>The log as it stands now, or only its first segments.</summary>
    public static ReachSource SourceOf(LedgerStore store, long mostSegments = long.MaxValue)
    {
        // In this order: what is sealed between the two is then found in the tail's segment, which can be read either way.
        var segments = store.Segments;
        var indexes = SegmentIndexFolder.List(store.Folder.Indexes);
        return new ReachSource
        {
            Indexes = indexes.Where(i => i.Key < Math.Min(segments.Length, mostSegments)).ToDictionary(),
            TailStart = Math.Min(segments.Length, mostSegments) * SegmentFormat.Entries,
            ReadSegment = segment => segments[(int)segment].State != SegmentState.Pruned ? store.ReadSegment(segment) : null,
            ReadTail = () => mostSegments < segments.Length ? [] : Enumerable.Range(segments.Length, Math.Max(0, (int)(store.LastSegment - segments.Length) + 1)).SelectMany(s => store.ReadSegment(s)),
        };
    }

    /// <summary>Makes the index of a segment. A segment that is too wide for one is searched entry by entry.</summary>
    public static void Index(LedgerStore store, long segment)
    {
        try
        {
            SegmentIndexBuilder.Build(segment, store.ReadSegment(segment)).Write(store.Folder.Index(segment));
        }
        catch (SegmentTooWideException)
        {
            File.Delete(store.Folder.Index(segment));
        }
    }
}

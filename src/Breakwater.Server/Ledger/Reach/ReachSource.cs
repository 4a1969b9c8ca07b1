using Breakwater.Server.Ledger.Reach.Indexes;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>
/// Where answers come from: the index files of sealed segments, and entries as they were written. A sealed segment without an index is searched entry by
/// entry. The functions are called from several threads at once.
/// </summary>
internal sealed record ReachSource
{
    /// <summary>The path of the index of each segment that has one.</summary>
    public required IReadOnlyDictionary<long, string> Indexes { get; init; }

    /// <summary>The entries of a segment from its first to its last; null when they were pruned.</summary>
    public required Func<long, IEnumerable<ReadOnlyMemory<byte>>?> ReadSegment { get; init; }

    /// <summary>The number of the first entry that is in no sealed segment: the number of sealed segments times <see cref="SegmentEntries"/>.</summary>
    public required long TailStart { get; init; }

    /// <summary>The entries from <see cref="TailStart"/> on.</summary>
    public required Func<IEnumerable<ReadOnlyMemory<byte>>> ReadTail { get; init; }

    /// <summary>The oldest segment of which there is anything.</summary>
    public long FirstSegment { get; init; }

    public int SegmentEntries { get; init; } = IndexFormat.MostEntries;

    /// <summary>The number of the segment that the tail will become.</summary>
    public long Tail => TailStart / SegmentEntries;

    /// <exception cref="StoreUnavailableException">They are no longer there, and there is no index that could answer for them.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Read(long segment) => segment == Tail ? ReadTail() : ReadSegment(segment)
        ?? throw new StoreUnavailableException($"Segment {segment} of the ledger has neither entries nor an index.");
}

using Breakwater.Server.Ledger.Reach.Indexes;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Answers questions about reach.</summary>
internal static class ReachQuery
{
    /// <summary>Rows in an answer: those of a service that touched the whole of a large fleet, in some 300 MB.</summary>
    public const int MostRows = 1_000_000;

    /// <summary>Takes the processors of the machine for as long as it lasts. What happened last is looked at first.</summary>
    /// <exception cref="DamagedIndexException">An index file is damaged; it was not searched otherwise.</exception>
    /// <exception cref="StoreUnavailableException">A segment has neither an index nor entries.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="FormatException">The entries themselves are damaged.</exception>
    public static ReachAnswer Answer(ReachQuestion question, ReachSource source, int mostRows, CancellationToken cancellationToken)
    {
        var gathering = new ReachGathering(question, mostRows);
        var search = new SegmentSearch(source, new ReachFilter(question), cancellationToken);
        var segments = SegmentOrder.NewestFirst(source.FirstSegment, source.Tail);
        new OrderedWork<long, PreparedParts>(
            segments,
            segment => new PreparedParts(search.Touches(segment)),
            parts =>
            {
                while (parts.Next is { } part)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    gathering.Add(part);
                    parts.Turn();
                }

                return true;
            },
            parts => parts.Dispose()).Run(cancellationToken);
        return gathering.ToAnswer();
    }
}

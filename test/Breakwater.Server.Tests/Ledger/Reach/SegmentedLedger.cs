using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Ledger.Reach.Indexes;

namespace Breakwater.Server.Tests.Ledger.Reach;

/// <summary>Some entries as a ledger keeps them, with segments so short that there are many, and an index file for each of them.</summary>
internal sealed class SegmentedLedger : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bw-reach-").FullName;
    private readonly byte[][] bytes;

    public SegmentedLedger(IReadOnlyList<LedgerEntry<SubjectId>> entries, int segmentEntries, int tail)
    {
        Entries = entries;
        bytes = [.. entries.Select(RandomEntries.ToBytes)];
        var segments = Math.Max(0, entries.Count - tail) / segmentEntries;
        var tailStart = segments * segmentEntries;
        for (var segment = 0; segment < segments; segment++)
        {
            SegmentIndexBuilder.Build(segment, Segment(segment)).Write(SegmentIndexFolder.PathOf(folder, segment));
        }

        Source = new ReachSource
        {
            Indexes = SegmentIndexFolder.List(folder),
            ReadSegment = Segment,
            TailStart = tailStart,
            ReadTail = () => bytes[tailStart..].Select(b => new ReadOnlyMemory<byte>(b)),
            SegmentEntries = segmentEntries,
        };

        IEnumerable<ReadOnlyMemory<byte>> Segment(long segment) =>
            bytes.Skip((int)segment * segmentEntries).Take(segmentEntries).Select(b => new ReadOnlyMemory<byte>(b));
    }

    public IReadOnlyList<LedgerEntry<SubjectId>> Entries { get; }

    public ReachSource Source { get; }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

using Breakwater.Bench.Reporting;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach.Indexes;
using Breakwater.Server.Storage;
using Breakwater.Transparency.Tree;

namespace Breakwater.Bench.Ledger;

/// <summary>Makes the segments and indexes of a ledger of many entries, as sealing would, without going through the journal one by one.</summary>
internal sealed class LargeLedger(DataFolder data, SyntheticFleet fleet)
{
    public LedgerFolder Folder { get; } = new(data);

    public double IndexSeconds { get; private set; }

    /// <summary>Makes the segments that are not there yet. Each segment's entries follow from its number, so a run can go on where another was broken off.</summary>
    public void Grow(long segments, CancellationToken cancellationToken)
    {
        foreach (var path in (string[])[Folder.Path, Folder.Journals, Folder.Segments, Folder.Indexes])
        {
            Directory.CreateDirectory(path);
        }

        var missing = Enumerable.Range(0, (int)segments).Where(s => !File.Exists(Folder.Segment(s)) || !File.Exists(Folder.Index(s))).ToArray();
        var done = 0;
        var gate = new Lock();
        Parallel.ForEach(
            missing,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            segment =>
            {
                var seconds = Make(segment, segments);
                lock (gate)
                {
                    IndexSeconds += seconds;
                    if (++done % 50 == 0)
                    {
                        Progress.Say($"{done} of {missing.Length} segments made");
                    }
                }
            });
    }

    public (long Segments, long Indexes) Bytes(long segments) =>
        (Sum(segments, Folder.Segment), Sum(segments, Folder.Index));

    private static long Sum(long segments, Func<long, string> path)
    {
        var sum = 0L;
        for (var segment = 0L; segment < segments; segment++)
        {
            sum += new FileInfo(path(segment)).Length;
        }

        return sum;
    }

    private double Make(long segment, long segments)
    {
        var source = new SyntheticEntries(fleet, segments * SegmentFormat.Entries, segment * SegmentFormat.Entries);
        var entries = source.Take(SegmentFormat.Entries).ToArray();
        var leaves = entries.Select(e => TreeHash.OfLeaf(e.Span)).ToArray();
        var root = MerkleTree.Root(leaves.Length, (level, index) => Node(leaves, level, index));
        using var writer = new SegmentWriter();
        writer.Write(Folder.Segment(segment), segment, root, entries);
        var started = TimeProvider.System.GetTimestamp();
        SegmentIndexBuilder.Build(segment, entries).Write(Folder.Index(segment));
        return TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    private static TreeHash Node(TreeHash[] leaves, int level, long index)
    {
        if (level == 0)
        {
            return leaves[index];
        }

        return TreeHash.OfNode(Node(leaves, level - 1, 2 * index), Node(leaves, level - 1, (2 * index) + 1));
    }
}

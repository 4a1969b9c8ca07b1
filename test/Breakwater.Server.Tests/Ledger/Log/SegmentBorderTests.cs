using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Storage;
using Breakwater.Transparency.Tree;

namespace Breakwater.Server.Tests.Ledger.Log;

/// <summary>A segment is 65,536 entries; what happens where one ends and the next begins.</summary>
public sealed class SegmentBorderTests
{
    private const int Entries = SegmentFormat.Entries;
    private const int Beyond = 300;

    private static readonly byte[][] All = [.. Enumerable.Range(0, Entries + Beyond).Select(n => TestEntries.Bytes(TestEntries.New(n)))];

    private static readonly TreeBuilder Tree = TreeOf(All);

    [Fact]
    public async Task BatchAcrossTheBorder_IsInBothJournals_ThenTheFirstIsSealed_AndNothingChanges()
    {
        // It cannot be sealed at first, as on a full disk.
        var full = true;
        await using var folder = new LogFolder();
        void Index(LedgerStore store, long segment)
        {
            if (Volatile.Read(ref full))
            {
                throw new IOException("No space left on device");
            }

            Breakwater.Server.Ledger.Reach.LedgerReach.Index(store, segment);
        }

        folder.Open(Index);
        var failed = folder.Watch.NextAsync(e => e.Id.Id == 2011, "sealing to fail");
        await folder.AppendAsync(0, Entries - 10);
        await folder.AppendAsync(Entries - 10, Entries + Beyond);
        await failed;
        Assert.Equal([0, 1], LedgerFolder.Numbers(folder.Folder.Journals, ".journal"));
        Check(folder, sealedSegments: 0);

        // The same after a restart, with two journals.
        await folder.ReopenAsync(Index);
        Check(folder, sealedSegments: 0);
        var journal = await File.ReadAllBytesAsync(folder.Folder.Journal(0), TestContext.Current.CancellationToken);

        // There is room again: it is tried again by itself.
        Volatile.Write(ref full, false);
        await Hosting.Running.Wait.UntilAsync(
            () =>
            {
                folder.Time.Advance(TimeSpan.FromSeconds(30));
                return Task.FromResult(folder.Store.Segments.Length == 1 && !File.Exists(folder.Folder.Journal(0)));
            },
            "the segment to be sealed");
        Check(folder, sealedSegments: 1);
        Assert.Equal(["00000000.segment"], Directory.GetFiles(folder.Folder.Segments).Select(Path.GetFileName));
        Assert.Equal(["00000000.index"], Directory.GetFiles(folder.Folder.Indexes).Select(Path.GetFileName));
        await folder.ReopenAsync();
        Check(folder, sealedSegments: 1);

        // Killed after the segment was written and before its journal was removed.
        await folder.CloseAsync();
        await File.WriteAllBytesAsync(folder.Folder.Journal(0), journal, TestContext.Current.CancellationToken);
        folder.Open();
        Check(folder, sealedSegments: 1);
        Assert.False(File.Exists(folder.Folder.Journal(0)));

        // An index can be made again.
        await folder.CloseAsync();
        var index = await File.ReadAllBytesAsync(folder.Folder.Index(0), TestContext.Current.CancellationToken);
        File.Delete(folder.Folder.Index(0));
        folder.Open();
        await Hosting.Running.Wait.UntilAsync(() => Task.FromResult(File.Exists(folder.Folder.Index(0))), "the index to be made");
        Assert.Equal(index, await File.ReadAllBytesAsync(folder.Folder.Index(0), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task BatchAcrossTheBorder_NextJournalCannotBeMade_ThoseInTheLogAreTold_AndTheOthersRefused()
    {
        await using var folder = new LogFolder().Open();
        await folder.AppendAsync(0, Entries - 10);
        Directory.CreateDirectory(folder.Folder.Journal(1));

        // One batch: they gather while the log waits for the disk, and all of them are there before it looks again.
        var waiting = Enumerable.Range(Entries - 10, 10 + Beyond).Select(n => folder.Log.AppendAsync(TestEntries.New(n)).AsTask()).ToArray();
        var outcomes = await Task.WhenAll(waiting.Select(w => w.ContinueWith(t => t.IsCompletedSuccessfully ? t.Result : -1, TaskScheduler.Default)));
        Assert.Equal(10, outcomes.Count(n => n >= 0));
        Assert.Equal(Enumerable.Range(Entries - 10, 10).Select(n => (long)n), outcomes.Where(n => n >= 0));
        Assert.All(waiting.Where(w => w.IsFaulted), w => Assert.IsType<StoreUnavailableException>(w.Exception!.InnerException));
        await folder.Log.SettleAsync();
        Assert.Equal(Entries, folder.Store.Size);

        Directory.Delete(folder.Folder.Journal(1));
        await folder.AppendAsync(Entries, Entries + Beyond);
        await folder.SealedAsync(1);
        Check(folder, sealedSegments: 1);
        await folder.ReopenAsync();
        Check(folder, sealedSegments: 1);
    }

    [Fact]
    public async Task Segment_ThatIsMissing_OpeningRefuses_AndNamesIt()
    {
        await using var folder = new LogFolder();
        Directory.CreateDirectory(folder.Folder.Segments);
        Directory.CreateDirectory(folder.Folder.Journals);
        await File.WriteAllBytesAsync(folder.Folder.Segment(1), [], TestContext.Current.CancellationToken);
        Assert.Contains("00000000.segment is missing", Assert.Throws<LedgerDamagedException>(() => folder.Open()).Message);
        File.Delete(folder.Folder.Segment(1));
        await File.WriteAllBytesAsync(folder.Folder.Journal(1), [], TestContext.Current.CancellationToken);
        Assert.Contains("00000000.journal is missing", Assert.Throws<LedgerDamagedException>(() => folder.Open()).Message);
    }

    private static TreeBuilder TreeOf(byte[][] entries)
    {
        var tree = new TreeBuilder();
        foreach (var entry in entries)
        {
            tree.Append(TreeHash.OfLeaf(entry));
        }

        return tree;
    }

    /// <summary>Every entry at the edges and one of each bundle, every node that a proof may need, and the root.</summary>
    private static void Check(LogFolder folder, int sealedSegments)
    {
        Assert.Equal(sealedSegments, folder.Store.Segments.Length);
        Assert.Equal(All.Length, folder.Store.Size);
        var tree = Tree;
        Assert.Equal((tree.Size, tree.Root()), folder.Log.Head);
        Assert.Equal(tree.Root(), folder.Store.RootAt(tree.Size));
        foreach (var number in (long[])[0, 1, 255, 256, Entries - 257, Entries - 1, Entries, Entries + 1, Entries + 255, Entries + 256, All.Length - 1])
        {
            Assert.Equal(All[number], folder.Store.ReadEntry(number));
            Assert.True(MerkleTree.VerifyInclusion(
                TreeHash.OfLeaf(All[number]), number, tree.Size, MerkleTree.ProveInclusion(number, tree.Size, folder.Store.Node), tree.Root()), $"entry {number}");
        }

        var next = 0;
        foreach (var entry in folder.Store.ReadSegment(0).Concat(folder.Store.ReadSegment(1)))
        {
            Assert.True(entry.Span.SequenceEqual(All[next]), $"entry {next}");
            next++;
        }

        Assert.Equal(All.Length, next);
    }
}

using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach.Indexes;
using Breakwater.Server.Ledger.Verification;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;
using Breakwater.Transparency.Tree;

namespace Breakwater.Server.Tests.Ledger.Verification;

/// <summary>What somebody who may write the folder, and has not the key, can try.</summary>
public sealed class ForgeryTests : IDisposable
{
    private readonly SealedLedger ledger;
    private readonly string data;
    private readonly LedgerFolder folder;

    public ForgeryTests(SealedLedger ledger)
    {
        this.ledger = ledger;
        data = ledger.Copy();
        folder = new LedgerFolder(new DataFolder(data));
    }

    public void Dispose() => RunningServer.Delete(data);

    [Fact]
    public void NothingForged_IsWhole_AndNothingIsChangedByLooking()
    {
        var before = LedgerHost.PrintOf(data);
        var report = SealedLedger.Verify(data, ledger.Earlier);
        Assert.Equal(before, LedgerHost.PrintOf(data));
        Assert.Equal(
            new VerificationReport(
                null, SealedLedger.Size, 0, ledger.Last.Checkpoint.Root.ToString(), ledger.Last.Checkpoint.Origin, SealedLedger.Size, ledger.Earlier.Checkpoint.Size),
            report);
        Assert.Equal(ReceiptVerdict.Valid, LedgerVerification.Prove(new DataFolder(data), 70_000).Check([.. KeysOf()], []).Verdict);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 65_535)]
    public void EntryRewritten_EverythingComputedAnew_TheCheckpointTells(int segment, int place)
    {
        Rewrite(segment, place);
        Assert.Contains("is not the one that was signed", SealedLedger.Verify(data).Fault);

        // The folder's own checkpoint can be taken away; one that was kept elsewhere cannot.
        File.Delete(folder.Checkpoint);
        Assert.Null(SealedLedger.Verify(data).Fault);
        Assert.Contains("is not the one that was signed", SealedLedger.Verify(data, ledger.Last).Fault);
        Assert.Throws<LedgerDamagedException>(() => LedgerVerification.Prove(new DataFolder(data), 0));
    }

    [Fact]
    public void EntryOfTheTailRewritten_TheCheckpointTells()
    {
        File.Delete(folder.Journal(2));
        using (var journal = Journal.Create(folder.Journal(2), 2))
        {
            var batch = new EntryBatch();
            for (var i = 0; i < SealedLedger.Tail; i++)
            {
                batch.Append(TestEntries.Bytes(TestEntries.New((2 * SegmentFormat.Entries) + i) with { Role = i == 7 ? "nobody" : "owner" }));
            }

            journal.Write(batch.Frame(0, SealedLedger.Tail, 2 * SegmentFormat.Entries));
        }

        var fault = SealedLedger.Verify(data).Fault;
        Assert.Contains("checkpoint is of", fault);
        Assert.Contains("is not the one that was signed", fault);

        // The earlier one ends before it.
        File.Delete(folder.Checkpoint);
        Assert.Null(SealedLedger.Verify(data, ledger.Earlier).Fault);
    }

    [Fact]
    public void TailCut_BetweenTwoFrames_IsMissed()
    {
        using (var file = new FileStream(folder.Journal(2), FileMode.Open))
        {
            file.SetLength(0);
        }

        Assert.Contains($"entries {2 * SegmentFormat.Entries} to {SealedLedger.Size - 1} are missing", SealedLedger.Verify(data).Fault);
        Assert.Null(SealedLedger.Verify(Without(folder.Checkpoint), ledger.Earlier).Fault);
        Assert.Contains("are missing", SealedLedger.Verify(data, ledger.Last).Fault);
    }

    [Fact]
    public void JournalAndThenSegmentDeleted_AreMissed()
    {
        File.Delete(folder.Journal(2));
        Assert.Contains("are missing", SealedLedger.Verify(data).Fault);
        File.Delete(folder.Segment(1));
        Assert.Contains($"entries {SegmentFormat.Entries} to {SealedLedger.Size - 1} are missing", SealedLedger.Verify(data).Fault);
        Assert.Contains("are missing", SealedLedger.Verify(Without(folder.Checkpoint), ledger.Earlier).Fault);
    }

    [Fact]
    public void FirstSegmentDeleted_IsMissed()
    {
        File.Delete(folder.Segment(0));
        Assert.Contains("00000000.segment is missing (entries from 0)", SealedLedger.Verify(data).Fault);
    }

    [Fact]
    public void SegmentsSwapped_AreFound()
    {
        Swap(folder.Segment(0), folder.Segment(1));
        Assert.Contains("00000000.segment", SealedLedger.Verify(data).Fault);
    }

    [Fact]
    public void IndexOfAnotherSegment_IsFound()
    {
        File.Copy(folder.Index(1), folder.Index(0), overwrite: true);
        Assert.Contains("00000000.index", SealedLedger.Verify(data).Fault);

        // And one that says it is of this segment, of other entries.
        using var store = LedgerStore.Open(folder, new BlobStore(new DataFolder(data)), readOnly: true);
        SegmentIndexBuilder.Build(0, store.ReadSegment(1)).Write(folder.Index(0));
        Assert.Contains("00000000.index is not the index of the segment's entries", SealedLedger.Verify(data).Fault);
        File.Delete(folder.Index(0));
        Assert.Contains("00000000.index is missing", SealedLedger.Verify(data).Fault);
    }

    [Fact]
    public void HeaderForged_WithTheRightDigest_IsFound()
    {
        // Times decide when a segment is pruned: nobody may make it older than its entries.
        var info = InfoOf(0);
        foreach (var forged in (SegmentInfo[])[
            info with { LastTime = 0, FirstTime = 0 },
            info with { FirstTime = info.FirstTime - 1 },
            info with { Number = 1 },
            info with { State = (SegmentState)3 },
            info with { State = SegmentState.Archived },
            info with { Archive = new string('a', 64) },
            info with { Length = info.Length + 1 }])
        {
            var bytes = File.ReadAllBytes(folder.Segment(0));
            SegmentFormat.WriteHeader(bytes.AsSpan(0, SegmentFormat.HeaderLength), forged, bytes.AsSpan(SegmentFormat.HeaderLength, SegmentFormat.DirectoryLength));
            File.WriteAllBytes(folder.Segment(0), bytes);
            Assert.True(SealedLedger.Verify(data).Fault?.Contains("00000000.segment", StringComparison.Ordinal), $"{forged}");
        }
    }

    [Fact]
    public void BytesBehindTheLastBundle_AreFound()
    {
        var info = InfoOf(0);
        byte[] bytes = [.. File.ReadAllBytes(folder.Segment(0)), 1];
        SegmentFormat.WriteHeader(
            bytes.AsSpan(0, SegmentFormat.HeaderLength), info with { Length = bytes.Length }, bytes.AsSpan(SegmentFormat.HeaderLength, SegmentFormat.DirectoryLength));
        File.WriteAllBytes(folder.Segment(0), bytes);
        Assert.Contains("00000000.segment has bytes after its last bundle", SealedLedger.Verify(data).Fault);
    }

    [Fact]
    public async Task StubOfAnotherArchive_IsFound()
    {
        var blobs = new BlobStore(new DataFolder(data));
        var top = TopOf(0);
        var (whole, other) = (await File.ReadAllBytesAsync(folder.Segment(0)), await File.ReadAllBytesAsync(folder.Segment(1)));
        var (name, wrong) = (await blobs.PutAsync(whole, CancellationToken.None), await blobs.PutAsync(other, CancellationToken.None));
        var stub = InfoOf(0) with { State = SegmentState.Archived };
        SegmentStub.Write(folder.Segment(0), stub with { Archive = name }, top);
        Assert.Null(SealedLedger.Verify(data).Fault);

        SegmentStub.Write(folder.Segment(0), stub with { Archive = wrong }, top);
        Assert.Contains(wrong, SealedLedger.Verify(data).Fault);

        // Of the right entries, and with times that are not theirs.
        SegmentStub.Write(folder.Segment(0), stub with { Archive = name, LastTime = 1 }, top);
        Assert.Contains(name, SealedLedger.Verify(data).Fault);
        SegmentStub.Write(folder.Segment(0), stub with { Archive = new string('0', 63) + "1" }, top);
        Assert.Contains("cannot be read", SealedLedger.Verify(data).Fault);
    }

    [Fact]
    public void KeysReplaced_TheCheckpointTells()
    {
        var forger = NoteSigner.Generate(ledger.Last.Checkpoint.Origin);
        File.WriteAllText(folder.Key, forger.ExportPrivateKey() + "\n");
        Assert.Contains("keys.pub", SealedLedger.Verify(data).Fault);
        File.WriteAllText(folder.PublicKeys, forger.Verifier + "\n");
        Assert.Contains("is not signed by the ledger's key", SealedLedger.Verify(data).Fault);
        File.WriteAllText(folder.Checkpoint, SignedCheckpoint.Sign(ledger.Last.Checkpoint, forger).ToString());
        Assert.Null(SealedLedger.Verify(data).Fault);
        Assert.Contains("not signed by a key of this ledger", SealedLedger.Verify(data, ledger.Earlier).Fault);
    }

    [Fact]
    public void NoFolder_IsSaid()
    {
        var fault = SealedLedger.Verify("/nowhere").Fault;
        Assert.Contains("is it the data folder of a server?", fault);
    }

    private IReadOnlyList<NoteVerifier> KeysOf() => Breakwater.Server.Ledger.Checkpoints.LedgerKey.ReadPublicKeys(folder);

    private string Without(string file)
    {
        File.Delete(file);
        return data;
    }

    private SegmentInfo InfoOf(long segment)
    {
        using var file = SegmentFile.Open(folder.Segment(segment), segment);
        return file.Info;
    }

    private byte[] TopOf(long segment)
    {
        using var file = SegmentFile.Open(folder.Segment(segment), segment);
        return file.ReadTop();
    }

    /// <summary>Everything of the segment is made as the server would have made it, of entries of which one is another.</summary>
    private void Rewrite(long segment, int place)
    {
        using var store = LedgerStore.Open(folder, new BlobStore(new DataFolder(data)), readOnly: true);
        ReadOnlyMemory<byte>[] entries = [.. store.ReadSegment(segment)];
        entries[place] = TestEntries.Bytes(EntryJson.Read(entries[place]) with { Operation = "twin:write" });
        var tree = new TreeBuilder();
        foreach (var entry in entries)
        {
            tree.Append(TreeHash.OfLeaf(entry.Span));
        }

        using var writer = new SegmentWriter();
        writer.Write(folder.Segment(segment), segment, tree.Root(), entries);
        SegmentIndexBuilder.Build(segment, entries).Write(folder.Index(segment));
    }

    private static void Swap(string one, string other)
    {
        File.Move(one, one + ".x");
        File.Move(other, one);
        File.Move(one + ".x", other);
    }
}

using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Ledger.Receipts;
using Breakwater.Server.Ledger.Verification;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Receipts;
using Breakwater.Transparency.Tiles;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Ledger.Log;

/// <summary>Old segments move to the blob store, and go; the tree stays.</summary>
public sealed class RetentionTests : IDisposable
{
    private const int Archived = 100;
    private const int Pruned = 65_600;
    private const long FirstOfTail = 2 * SegmentFormat.Entries;

    private static readonly LedgerOptions Options = new() { ArchiveAfter = TimeSpan.FromDays(30), Retention = TimeSpan.FromDays(365), CheckpointCopy = "",

        // The clock is turned by years: timers that tick each second would tick millions of times.
        CheckpointInterval = TimeSpan.FromDays(1), CoalescingWindow = TimeSpan.FromDays(4),
    };

    private readonly SealedLedger ledger;
    private readonly string data;
    private readonly FakeTimeProvider time = new(TestEntries.Start.AddDays(1));

    public RetentionTests(SealedLedger ledger)
    {
        this.ledger = ledger;
        data = ledger.Copy();
    }

    public void Dispose() => RunningServer.Delete(data);

    [Fact]
    public async Task Archived_EverythingIsAsBefore_AndAfterPruning_TheTreeIs()
    {
        await using var host = await LedgerHost.OpenAsync(data, Options, time);
        var (store, tiles) = (host.Ledger.Store, new TileLibrary(host.Ledger.Store));
        var before = ContentOf(store, tiles);
        var receipts = new[] { 0L, Archived, Pruned, FirstOfTail }.Select(n => ReceiptOffice.Write(store, n, ledger.Last)).ToArray();
        await host.Ledger.Housekeeping.TidyAsync(CancellationToken.None);
        Assert.Equal([SegmentState.Whole, SegmentState.Whole], store.Segments.Select(s => s.State));

        time.Advance(TimeSpan.FromDays(40));
        await host.Ledger.Housekeeping.TidyAsync(CancellationToken.None);
        Assert.Equal([SegmentState.Archived, SegmentState.Archived], store.Segments.Select(s => s.State));
        Assert.Equal(2, Directory.GetFiles(new DataFolder(data).Blobs, "*", SearchOption.AllDirectories).Length);
        Assert.Equal(before, ContentOf(store, tiles));
        var report = SealedLedger.Verify(data, ledger.Earlier);
        Assert.Equal((null, 0L), (report.Fault, report.Away));
        Assert.Equal(["segment.archived", "segment.archived"], await EventsAsync(host));

        time.Advance(TimeSpan.FromDays(365));
        await host.Ledger.Housekeeping.TidyAsync(CancellationToken.None);
        Assert.Equal([SegmentState.Pruned, SegmentState.Pruned], store.Segments.Select(s => s.State));
        Assert.Empty(Directory.GetFiles(new DataFolder(data).Blobs, "*", SearchOption.AllDirectories));
        await CheckPrunedAsync(host, receipts);
        Assert.Equal(2, (await EventsAsync(host)).Count(e => e == "segment.pruned"));

        // What is done is done: nothing more happens, now or after a restart.
        await host.Ledger.Housekeeping.TidyAsync(CancellationToken.None);
        Assert.Equal(4, (await EventsAsync(host)).Count);
        await host.DisposeAsync();
        await using var again = await LedgerHost.OpenAsync(data, Options, time);
        Assert.Null(again.Ledger.Signer.NotSigning);
        await CheckPrunedAsync(again, receipts);
    }

    [Fact]
    public async Task Pruned_WithoutArchivingBefore_FileAndEntriesAreGone()
    {
        await using var host = await LedgerHost.OpenAsync(data, Options with { ArchiveAfter = null }, time);
        time.Advance(TimeSpan.FromDays(400));
        await host.Ledger.Housekeeping.TidyAsync(CancellationToken.None);
        Assert.Equal([SegmentState.Pruned, SegmentState.Pruned], host.Ledger.Store.Segments.Select(s => s.State));
        Assert.All([0L, 1L], s => Assert.Equal(SegmentFormat.HeaderLength + SegmentFormat.TileBytes, new FileInfo(host.Folder.Segment(s)).Length));
        Assert.Null(SealedLedger.Verify(data, ledger.Last).Fault);
    }

    [Fact]
    public async Task PrunedWithItsIndexOrStubTouched_IsFound()
    {
        var folder = new LedgerFolder(new DataFolder(data));
        await using (var host = await LedgerHost.OpenAsync(data, Options, time))
        {
            time.Advance(TimeSpan.FromDays(400));
            await host.Ledger.Housekeeping.TidyAsync(CancellationToken.None);
        }

        foreach (var (file, position) in ((string, int)[])[(folder.Segment(0), 24), (folder.Segment(1), 5000), (folder.Index(0), 700)])
        {
            var bytes = await File.ReadAllBytesAsync(file);
            bytes[position] ^= 4;
            await File.WriteAllBytesAsync(file, bytes);
            Assert.Contains(Path.GetFileName(file), SealedLedger.Verify(data).Fault);
            bytes[position] ^= 4;
            await File.WriteAllBytesAsync(file, bytes);
        }

        // A checkpoint that ends within what was pruned cannot be compared, and that is said.
        Assert.Contains("cannot be compared any more", SealedLedger.Verify(data, ledger.Earlier).Fault);
        Assert.Null(SealedLedger.Verify(data, ledger.Last).Fault);
    }

    [Fact]
    public async Task Pruned_BlobCouldNotBeRemoved_IsRemovedTheNextTime()
    {
        await using var host = await LedgerHost.OpenAsync(data, Options, time);
        time.Advance(TimeSpan.FromDays(40));
        await host.Ledger.Housekeeping.TidyAsync(CancellationToken.None);
        var blob = new BlobStore(host.Data).PathOf(host.Ledger.Store.Segments[0].Archive!);
        File.Move(blob, blob + ".x");
        Directory.CreateDirectory(blob);
        time.Advance(TimeSpan.FromDays(400));
        await Assert.ThrowsAnyAsync<Exception>(() => host.Ledger.Housekeeping.TidyAsync(CancellationToken.None));
        Directory.Delete(blob);
        File.Move(blob + ".x", blob);
        await host.Ledger.Housekeeping.TidyAsync(CancellationToken.None);
        Assert.Empty(Directory.GetFiles(host.Data.Blobs, "*", SearchOption.AllDirectories));
        Assert.Equal([SegmentState.Pruned, SegmentState.Pruned], host.Ledger.Store.Segments.Select(s => s.State));
    }

    [Fact]
    public async Task ReadersMeanwhile_SeeTheEntryOrThatItIsGone()
    {
        await using var host = await LedgerHost.OpenAsync(data, Options, time);
        using var enough = new CancellationTokenSource();
        var expected = host.Ledger.Store.ReadEntry(Archived);
        var reading = Task.Run(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    Assert.Equal(expected, host.Ledger.Store.ReadEntry(Archived));
                }
                catch (SegmentAwayException exception)
                {
                    Assert.EndsWith("were pruned.", exception.Message, StringComparison.Ordinal);
                    return;
                }
            }
        });
        time.Advance(TimeSpan.FromDays(40));
        await host.Ledger.Housekeeping.TidyAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromDays(400));
        await host.Ledger.Housekeeping.TidyAsync(CancellationToken.None);
        await Wait.ForAsync(reading, "the reader to see that the entry is gone");
    }

    [Fact]
    public async Task StubThatTheListDoesNotKnow_AndItsArchiveIsMissing_IsDamage_AndReadingEnds()
    {
        await using var host = await LedgerHost.OpenAsync(data, Options, time);
        byte[] top;
        using (var file = SegmentFile.Open(host.Folder.Segment(0), 0))
        {
            top = file.ReadTop();
        }

        // Somebody has put a stub in the place of the file, underneath a server that runs.
        SegmentStub.Write(host.Folder.Segment(0), host.Ledger.Store.Segments[0] with { State = SegmentState.Archived, Archive = new string('a', 64) }, top);
        var reading = Task.Run(() => Assert.Throws<LedgerDamagedException>(() => host.Ledger.Store.ReadEntry(Archived)));
        Assert.Contains("cannot be read", (await Wait.ForAsync(reading, "the reading to end")).Message);
    }

    private async Task CheckPrunedAsync(LedgerHost host, Receipt[] receipts)
    {
        var (store, tiles) = (host.Ledger.Store, new TileLibrary(host.Ledger.Store));
        Assert.Equal(ledger.Last.Checkpoint.Root, store.RootAt(SealedLedger.Size));
        Assert.All(receipts, r => Assert.Equal(ReceiptVerdict.Valid, r.Check([.. host.Ledger.Signer.Keys], []).Verdict));
        await host.Ledger.Log.AppendAsync(TestEntries.New(SealedLedger.Size));
        await host.Ledger.Log.SettleAsync();
        host.AreConsistent([ledger.Last, host.Ledger.Signer.Sign()!]);

        var gone = Assert.Throws<SegmentAwayException>(() => store.ReadEntry(Pruned));
        Assert.Equal("The entries 65536 to 131071 were pruned.", gone.Message);
        Assert.Equal(TestEntries.Bytes(TestEntries.New(FirstOfTail)), store.ReadEntry(FirstOfTail));
        Assert.Equal(ReceiptVerdict.Valid, ReceiptOffice.Write(store, FirstOfTail, ledger.Last).Check([.. host.Ledger.Signer.Keys], []).Verdict);
        Assert.Throws<SegmentAwayException>(() => ReceiptOffice.Write(store, 0, ledger.Last));
        Assert.Throws<SegmentAwayException>(() => LedgerVerification.Prove(host.Data, 0));
        foreach (var address in (TileAddress[])[TileAddress.Entries(0), TileAddress.Entries(300, 17), TileAddress.Hashes(0, 0), TileAddress.Hashes(0, 256, 9)])
        {
            Assert.Null(tiles.Read(address, SealedLedger.Size));
        }

        foreach (var address in (TileAddress[])[TileAddress.Hashes(1, 0), TileAddress.Hashes(1, 1), TileAddress.Hashes(2, 0, 2), TileAddress.Entries(512), TileAddress.Hashes(0, 513, 44)])
        {
            Assert.NotNull(tiles.Read(address, SealedLedger.Size));
        }

        var report = SealedLedger.Verify(host.Data.Path, ledger.Last);
        Assert.Equal((null, 2L * SegmentFormat.Entries), (report.Fault, report.Away));
    }

    /// <summary>What a reader may ask of sealed segments, as text: entries, receipts, tiles, reach.</summary>
    private string ContentOf(LedgerStore store, TileLibrary tiles)
    {
        var said = new List<string>();
        foreach (var number in (long[])[0, 255, Archived, Pruned, FirstOfTail - 1, FirstOfTail])
        {
            said.Add(Convert.ToHexString(store.ReadEntry(number)));
            said.Add(ReceiptOffice.Write(store, number, ledger.Last).ToString());
        }

        foreach (var address in (TileAddress[])[
            TileAddress.Entries(0), TileAddress.Entries(300), TileAddress.Entries(300, 17), TileAddress.Hashes(0, 0), TileAddress.Hashes(0, 511), TileAddress.Hashes(0, 511, 3),
            TileAddress.Hashes(1, 0), TileAddress.Hashes(1, 1, 200), TileAddress.Hashes(2, 0, 2)])
        {
            said.Add($"{address}: {Convert.ToHexString(tiles.Read(address, SealedLedger.Size)!.Bytes)}");
        }

        var device = EntryJson.Read(store.ReadEntry(0)).Device!.Value;
        var found = EntryFinder.OldestFirst(ReachOf(device), LedgerReach.SourceOf(store), 0, 5000, CancellationToken.None);
        said.Add(string.Join(' ', found.Numbers));
        return string.Join('\n', said);
    }

    private static ReachQuestion ReachOf(DeviceId device) => ReachQuestion.OfDevice(device);

    /// <summary>What the ledger says of its own segments.</summary>
    private static async Task<List<string>> EventsAsync(LedgerHost host)
    {
        await host.Ledger.Log.SettleAsync();
        var events = new List<string>();
        for (var number = SealedLedger.Size; number < host.Ledger.Store.Size; number++)
        {
            if (EntryJson.Read(host.Ledger.Store.ReadEntry(number)) is { Operation: var operation } && operation.StartsWith("segment.", StringComparison.Ordinal))
            {
                events.Add(operation);
            }
        }

        return events;
    }
}

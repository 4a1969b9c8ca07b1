using Breakwater.Cli.Ledger.Mirror;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Verification;

namespace Breakwater.Server.Tests.Cli;

public sealed class LedgerMirrorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bw-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65_536)]
    [InlineData(66_000)]
    public async Task Run_EmptyFolder_AnyoneCanVerifyTheCopy(int size)
    {
        await using var ledger = await FakeLedger.StartAsync();
        ledger.AddBytes(size);
        ledger.Zips = true;
        var report = await MirrorAsync(ledger);
        Assert.Equal((0, size, 0), (report.Before, report.Entries, report.Away));
        await AssertWholeAsync(ledger);
    }

    [Fact]
    public async Task Run_Again_CopiesOnlyWhatIsNew_AndLeavesNoPartialTileThatIsReplaced()
    {
        await using var ledger = await FakeLedger.StartAsync();
        foreach (var more in new[] { 10, 200, 40, 6, 1, 300, 65_000, 600, 0 })
        {
            ledger.AddBytes(more);
            ledger.Fetched.Clear();
            await MirrorAsync(ledger);
            Assert.True(ledger.Fetched.Count <= (more / 256) + 2, string.Join('\n', ledger.Fetched));
            await AssertWholeAsync(ledger);
            AssertNoMoreThan(ledger.Entries.Count);
        }
    }

    [Fact]
    public async Task Run_LogLostEntries_RefusesAndKeepsItsCheckpoint()
    {
        await using var ledger = await FakeLedger.StartAsync();
        ledger.AddBytes(300);
        await MirrorAsync(ledger);
        ledger.Entries.RemoveRange(290, 10);
        await AssertRefusedAsync(ledger, 300, "it has lost entry 290");
    }

    [Theory]
    [InlineData(257, "entry 257 is another one")]
    [InlineData(3, "the server signed another log")]
    public async Task Run_LogWasRewritten_RefusesAndKeepsItsCheckpoint(int entry, string reason)
    {
        await using var ledger = await FakeLedger.StartAsync();
        ledger.AddBytes(300);
        await MirrorAsync(ledger);

        // Signed by the same key, as whoever took over the server would.
        await using var other = await FakeLedger.StartAsync(ledger.Signer);
        other.Entries.AddRange(ledger.Entries);
        other.Entries[entry] = "another"u8.ToArray();
        other.AddBytes(entry == 3 ? 0 : 5);
        await AssertRefusedAsync(other, 300, reason);
    }

    [Fact]
    public async Task Run_LogWasRewrittenBeforeWhatIsCopied_RefusesByTheRoot()
    {
        await using var ledger = await FakeLedger.StartAsync();
        ledger.AddBytes(600);
        await MirrorAsync(ledger);
        await using var other = await FakeLedger.StartAsync(ledger.Signer);
        other.Entries.AddRange(ledger.Entries);
        other.Entries[3] = "another"u8.ToArray();
        other.AddBytes(5);
        await AssertRefusedAsync(other, 600, "are not those that it signed");
    }

    [Fact]
    public async Task Run_EntryIsNotTheSignedOne_NamesIt()
    {
        await using var ledger = await FakeLedger.StartAsync();
        ledger.AddBytes(300);
        await MirrorAsync(ledger);
        ledger.AddBytes(300);
        ledger.Tamper = (path, bytes) => path.StartsWith("tile/entries/001", StringComparison.Ordinal) ? [.. bytes![..^1], (byte)'!'] : bytes;
        await AssertRefusedAsync(ledger, 300, "entry 511 is not the one that the log's tiles have the hash of");
    }

    [Fact]
    public async Task Run_EntriesWerePruned_CopiesTheirHashes()
    {
        await using var ledger = await FakeLedger.StartAsync();
        ledger.AddBytes(65_536 + 300);
        ledger.Tamper = (path, bytes) => TileAddress.TryParse(path, out var tile) && tile.Level == 0 && tile.Index < 256 ? null : bytes;
        var report = await MirrorAsync(ledger);
        Assert.Equal(65_536, report.Away);
        Assert.False(File.Exists(Path.Combine(folder, "tile/entries/000")));
        Assert.True(File.Exists(Path.Combine(folder, "tile/entries/256")));

        // And goes on from there.
        ledger.AddBytes(500);
        Assert.Equal(0, (await MirrorAsync(ledger)).Away);
    }

    [Fact]
    public async Task Run_FolderWasChanged_Refuses()
    {
        await using var ledger = await FakeLedger.StartAsync();
        ledger.AddBytes(300);
        await MirrorAsync(ledger);
        var tile = Path.Combine(folder, "tile/0/001.p/44");
        var bytes = await File.ReadAllBytesAsync(tile, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(tile, bytes, TestContext.Current.CancellationToken);
        ledger.AddBytes(1);
        await AssertRefusedAsync(ledger, 300, "does not have what its own checkpoint");
    }

    [Fact]
    public async Task Run_SignedByAnotherKey_Refuses()
    {
        await using var ledger = await FakeLedger.StartAsync();
        ledger.AddBytes(3);
        await MirrorAsync(ledger);
        await using var other = await FakeLedger.StartAsync();
        other.AddBytes(4);
        await AssertRefusedAsync(other, 3, "is signed by no trusted key", ledger.Signer.Verifier);
        await using var renamed = await FakeLedger.StartAsync(NoteSigner.Generate("breakwater/ledger/test/r2"));
        renamed.AddBytes(4);
        await AssertRefusedAsync(renamed, 3, "After 'ledger resume' the log has another name", ledger.Signer.Verifier);
    }

    private async Task<MirrorReport> MirrorAsync(FakeLedger ledger, NoteVerifier? key = null)
    {
        using var mirror = MirrorFolder.Open(folder);
        return await new LogMirror(ledger.Client.Ledger, mirror, [key ?? ledger.Signer.Verifier])
            .RunAsync(ledger.Checkpoint(), new Progress<long>(), TestContext.Current.CancellationToken);
    }

    private async Task AssertRefusedAsync(FakeLedger ledger, long kept, string reason, NoteVerifier? key = null)
    {
        var fault = await Assert.ThrowsAsync<MirrorFaultException>(() => MirrorAsync(ledger, key));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        using var mirror = MirrorFolder.Open(folder);
        Assert.Equal(kept, mirror.ReadCheckpoint()!.Checkpoint.Size);
    }

    private async Task AssertWholeAsync(FakeLedger ledger)
    {
        Assert.True(SignedCheckpoint.TryParse(await File.ReadAllBytesAsync(Path.Combine(folder, "checkpoint"), TestContext.Current.CancellationToken), out var checkpoint));
        Assert.Equal(ledger.Entries.Count, checkpoint.Checkpoint.Size);
        var copy = new TileLog((tile, _) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(
            Path.Combine(folder, tile.Path) is var path && File.Exists(path) ? File.ReadAllBytes(path) : default(ReadOnlyMemory<byte>?)));
        Assert.Equal(TileLogFinding.Verified, (await copy.VerifyAsync(checkpoint, [ledger.Signer.Verifier], TestContext.Current.CancellationToken)).Finding);
    }

    private void AssertNoMoreThan(long size)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "tile"), "*", SearchOption.AllDirectories))
        {
            Assert.True(TileAddress.TryParse(Path.GetRelativePath(folder, file), out var tile), file);
            Assert.True(
                tile.IsFull || tile.Index == (size >> (8 * tile.Level)) / 256, $"{file} is replaced by a full one in a log of {size}");
        }
    }
}

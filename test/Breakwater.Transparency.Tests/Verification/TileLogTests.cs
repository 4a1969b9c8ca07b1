using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;
using Breakwater.Transparency.Verification;
using CsCheck;

namespace Breakwater.Transparency.Tests.Verification;

public sealed class TileLogTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2)]
    [InlineData(255, 2)]
    [InlineData(256, 3)]
    [InlineData(257, 5)]
    [InlineData(70_000, 274 + 274 + 2 + 1)]
    public async Task VerifyAsync_SoundLog_HasItsRootAndReadsEveryFile(int size, int files)
    {
        var log = new TestLog(size);
        var read = new List<string>();
        var report = await Of((address, cancellation) =>
        {
            read.Add(address.Path);
            return log.FetchAsync(address, cancellation);
        }).VerifyAsync(log.Checkpoint(), [log.Signer.Verifier], default);
        Assert.Equal(new TileLogReport(TileLogFinding.Verified, Root: log.Checkpoint().Checkpoint.Root), report);
        Assert.Equal(files, log.Files.Count);
        Assert.Equal(log.Files.Keys.Order(), read.Order());
    }

    [Theory]
    [InlineData("tile/entries/001", 2, TileLogFinding.EntryDiffers, "tile/0/001", 256)]
    [InlineData("tile/entries/002.p/88", 2, TileLogFinding.EntryDiffers, "tile/0/002.p/88", 512)]
    [InlineData("tile/0/001", 32 * 7, TileLogFinding.EntryDiffers, "tile/0/001", 256 + 7)]
    [InlineData("tile/0/002.p/88", (32 * 88) - 1, TileLogFinding.EntryDiffers, "tile/0/002.p/88", 599)]
    [InlineData("tile/1/000.p/2", 32, TileLogFinding.TileDiffers, "tile/1/000.p/2", 256)]
    public async Task VerifyAsync_ByteChanged_NamesTheFirstThatDiffers(string path, int at, TileLogFinding finding, string tile, long entry)
    {
        var log = new TestLog(600);
        log.Files[path][at] ^= 1;
        Assert.True(TileAddress.TryParse(tile, out var address));
        Assert.Equal(new TileLogReport(finding, address, entry), await VerifyAsync(log, log.Checkpoint()));
    }

    [Fact]
    public void VerifyAsync_AnyByteOfAnyFileChanged_IsFound() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue], Gen.Int[0, 7]).Sample(
            (file, at, bit) =>
            {
                var log = new TestLog(520);
                var bytes = log.Files.Values.ElementAt(file % log.Files.Count);
                bytes[at % bytes.Length] ^= (byte)(1 << bit);
                Assert.NotEqual(TileLogFinding.Verified, VerifyAsync(log, log.Checkpoint()).Result.Finding);
            },
            iter: 200);

    [Fact]
    public async Task VerifyAsync_EveryFileInTurnMissing_NamesIt()
    {
        var sound = new TestLog(520);
        foreach (var path in sound.Files.Keys)
        {
            var log = new TestLog(520, sound.Signer);
            Assert.True(log.Files.Remove(path) && TileAddress.TryParse(path, out _));
            var report = await VerifyAsync(log, log.Checkpoint());
            Assert.Equal((TileLogFinding.Missing, path), (report.Finding, report.Tile?.Path));
        }
    }

    [Theory]
    [InlineData("tile/entries/001")]
    [InlineData("tile/0/001")]
    [InlineData("tile/1/000.p/2")]
    public async Task VerifyAsync_FileCutOffOrLonger_IsMalformed(string path)
    {
        foreach (var change in new Func<byte[], byte[]>[] { b => b[..^1], b => [.. b, 0], b => [.. b, .. b] })
        {
            var log = new TestLog(600);
            log.Files[path] = change(log.Files[path]);
            var report = await VerifyAsync(log, log.Checkpoint());
            Assert.Equal((TileLogFinding.Malformed, path), (report.Finding, report.Tile?.Path));
        }
    }

    [Fact]
    public async Task VerifyAsync_PartialTilesGone_ReadsTheFullOnes()
    {
        var (smaller, larger) = (600, new TestLog(70_000));
        var report = await VerifyAsync(larger, larger.Checkpoint(smaller));
        Assert.Equal(TileLogFinding.Verified, report.Finding);
    }

    [Fact]
    public async Task VerifyAsync_FullTileInPlaceOfAPartialOneButShort_IsMalformed()
    {
        var log = new TestLog(70_000);
        log.Files["tile/0/002"] = log.Files["tile/0/002"][..^32];
        Assert.Equal(TileLogFinding.Malformed, (await VerifyAsync(log, log.Checkpoint(600))).Finding);
    }

    [Fact]
    public async Task VerifyAsync_CheckpointOfAnotherTree_IsRefused()
    {
        var log = new TestLog(600);
        var other = new TestLog(600, log.Signer, "another");
        Assert.Equal(new TileLogReport(TileLogFinding.RootDiffers), await VerifyAsync(log, other.Checkpoint()));
    }

    [Fact]
    public async Task VerifyAsync_CheckpointNotByTheLog_IsRefusedBeforeAnythingIsRead()
    {
        var (log, stranger) = (new TestLog(3), new TestLog(3));
        var nothing = Of((_, _) => throw new InvalidOperationException("A tile was read."));
        var other = NoteSigner.Generate("example.com/other");
        var text = log.Checkpoint().ToString().Replace("\n3\n", "\n4\n", StringComparison.Ordinal);
        Assert.True(SignedCheckpoint.TryParse(text, out var changed));
        Assert.Equal(TileLogFinding.NotSigned, (await nothing.VerifyAsync(log.Checkpoint(), [stranger.Signer.Verifier], default)).Finding);
        Assert.Equal(TileLogFinding.UnknownLog, (await nothing.VerifyAsync(log.Checkpoint(), [other.Verifier], default)).Finding);
        Assert.Equal(TileLogFinding.BadSignature, (await nothing.VerifyAsync(changed, [log.Signer.Verifier], default)).Finding);
    }

    [Fact]
    public async Task VerifyAsync_Cancelled_Ends()
    {
        var log = new TestLog(600);
        using var source = new CancellationTokenSource();
        var verifying = Of((address, cancellation) =>
        {
            source.Cancel();
            return log.FetchAsync(address, cancellation);
        }).VerifyAsync(log.Checkpoint(), [log.Signer.Verifier], source.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verifying);
    }

    [Fact]
    public async Task IsConsistentAsync_EarlierCheckpointsOfTheLog_AreVerified()
    {
        var log = new TestLog(70_000);
        foreach (var older in new[] { 0, 1, 255, 256, 257, 600, 65_535, 65_536, 65_537, 69_999, 70_000 })
        {
            Assert.Equal(TileLogFinding.Verified, (await CompareAsync(log, log.Checkpoint(older), log.Checkpoint())).Finding);
        }
    }

    [Fact]
    public void IsConsistentAsync_AnyPairOfSizes_IsVerified()
    {
        var log = new TestLog(1500);
        Gen.Select(Gen.Int[0, 1500], Gen.Int[0, 1500]).Sample(
            (a, b) =>
            {
                var (older, newer) = (log.Checkpoint(Math.Min(a, b)), log.Checkpoint(Math.Max(a, b)));
                Assert.Equal(TileLogFinding.Verified, CompareAsync(log, older, newer, WithPartials(log)).Result.Finding);
            },
            iter: 100);
    }

    [Fact]
    public async Task IsConsistentAsync_AnotherPast_IsFound()
    {
        var log = new TestLog(600);
        var other = new TestLog(600, log.Signer, "another");
        Assert.Equal(TileLogFinding.Inconsistent, (await CompareAsync(log, other.Checkpoint(300), log.Checkpoint())).Finding);
        Assert.Equal(TileLogFinding.Inconsistent, (await CompareAsync(log, other.Checkpoint(), log.Checkpoint())).Finding);
        Assert.Equal(TileLogFinding.Shrunk, (await CompareAsync(log, log.Checkpoint(), log.Checkpoint(599))).Finding);
    }

    [Fact]
    public async Task IsConsistentAsync_TilesChangedOrMissing_IsNotVerified()
    {
        var log = new TestLog(600);
        log.Files["tile/0/002.p/88"][5] ^= 1;
        Assert.Equal(TileLogFinding.Inconsistent, (await CompareAsync(log, log.Checkpoint(300), log.Checkpoint())).Finding);
        Assert.True(log.Files.Remove("tile/0/002.p/88"));
        var missing = await CompareAsync(log, log.Checkpoint(300), log.Checkpoint());
        Assert.Equal((TileLogFinding.Missing, "tile/0/002.p/88"), (missing.Finding, missing.Tile?.Path));
    }

    [Fact]
    public async Task IsConsistentAsync_CheckpointsOfTwoLogs_AreInconsistent()
    {
        var (log, signer) = (new TestLog(3), NoteSigner.Generate("example.com/other"));
        var other = SignedCheckpoint.Sign(new Checkpoint("example.com/other", 0, TreeHash.Empty), signer);
        var report = await Of(log.FetchAsync).IsConsistentAsync(other, log.Checkpoint(), [log.Signer.Verifier, signer.Verifier], default);
        Assert.Equal(TileLogFinding.Inconsistent, report.Finding);
        Assert.Equal(TileLogFinding.UnknownLog, (await CompareAsync(log, other, log.Checkpoint())).Finding);
    }

    private static TileLog Of(Func<TileAddress, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>> fetch) => new(fetch);

    private static Task<TileLogReport> VerifyAsync(TestLog log, SignedCheckpoint checkpoint) =>
        Of(log.FetchAsync).VerifyAsync(checkpoint, [log.Signer.Verifier], default);

    private static Task<TileLogReport> CompareAsync(
        TestLog log,
        SignedCheckpoint older,
        SignedCheckpoint newer,
        Func<TileAddress, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>>? fetch = null) =>
        Of(fetch ?? log.FetchAsync).IsConsistentAsync(older, newer, [log.Signer.Verifier], default);

    /// <summary>The log as it was at any earlier size: every partial tile is the beginning of what is there now.</summary>
    private static Func<TileAddress, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>> WithPartials(TestLog log) => (address, _) =>
    {
        var full = address.Full.Path;
        var now = log.Files.Single(f => f.Key == full || f.Key.StartsWith($"{full}.p/", StringComparison.Ordinal)).Value;
        return ValueTask.FromResult<ReadOnlyMemory<byte>?>(now.AsMemory(0, address.Width * TreeHash.Size));
    };
}

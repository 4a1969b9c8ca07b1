using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tests.Verification;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Tests.Independent;

/// <summary>The verifier of Go's checksum database reads what this library writes, and rejects what it should.</summary>
public sealed class GoVerifierTests : IDisposable
{
    private const string Absent =
        "Go and its package golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev) are not installed here.";

    private readonly string _folder = Directory.CreateTempSubdirectory("breakwater-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(70_000)]
    public async Task SoundLog_IsAccepted_WithEveryOlderCheckpoint(int size)
    {
        Assert.SkipUnless(GoVerifier.IsHere, Absent);
        var log = new TestLog(size);
        var key = log.Signer.Verifier.ToString();
        Write(log, log.Checkpoint());
        Assert.Equal((0, $"ok {size} entries"), await GoVerifier.RunAsync(_folder, key));
        foreach (var older in new[] { 0, 1, size / 2, size - 1, size })
        {
            Assert.Equal((0, $"ok {size} entries"), await GoVerifier.RunAsync(_folder, key, Older(log.Checkpoint(older))));
        }
    }

    [Fact]
    public async Task CosignedCheckpoint_IsAccepted()
    {
        Assert.SkipUnless(GoVerifier.IsHere, Absent);
        var log = new TestLog(300);
        var cosignature = Cosigner.Generate("witness.example/w1").Cosign(log.Checkpoint().Note, DateTimeOffset.UnixEpoch.AddYears(50));
        Write(log, log.Checkpoint().With(cosignature));
        Assert.Equal((0, "ok 300 entries"), await GoVerifier.RunAsync(_folder, log.Signer.Verifier.ToString()));
    }

    [Theory]
    [InlineData("tile/entries/000", 2, "entry 0 is not the one in the tree")]
    [InlineData("tile/entries/001", 3500, "entry 511 is not the one in the tree")]
    [InlineData("tile/entries/002.p/88", 2, "entry 512 is not the one in the tree")]
    [InlineData("tile/0/000", 0, "entry 0 is not the one in the tree")]
    [InlineData("tile/0/000", 8191, "entry 0: invalid transparency proof")]
    [InlineData("tile/0/001", 8191, "entry 256: invalid transparency proof")]
    [InlineData("tile/0/002.p/88", 40, "inconsistent tile")]
    [InlineData("tile/1/000.p/2", 33, "inconsistent tile")]
    public async Task ChangedFile_IsRejected(string path, int at, string reason)
    {
        Assert.SkipUnless(GoVerifier.IsHere, Absent);
        var log = new TestLog(600);
        log.Files[path][Math.Min(at, log.Files[path].Length - 1)] ^= 1;
        Write(log, log.Checkpoint());
        await AssertRejectedAsync(log, reason);
    }

    [Fact]
    public async Task EntriesSwapped_AreRejected()
    {
        Assert.SkipUnless(GoVerifier.IsHere, Absent);
        var log = new TestLog(600);
        (log.Files["tile/entries/000"], log.Files["tile/entries/001"]) = (log.Files["tile/entries/001"], log.Files["tile/entries/000"]);
        Write(log, log.Checkpoint());
        await AssertRejectedAsync(log, "entry 0 is not the one in the tree");
    }

    [Theory]
    [InlineData("entry 0: invalid transparency proof", "tile/entries/000", "tile/0/000")]
    [InlineData("inconsistent tile", "tile/entries/001", "tile/0/001", "tile/1/000.p/2")]
    [InlineData("inconsistent tile", "tile/entries/002.p/88", "tile/0/002.p/88")]
    public async Task EntriesForgedTogetherWithTheirTiles_AreRejected(string reason, params string[] paths)
    {
        Assert.SkipUnless(GoVerifier.IsHere, Absent);
        var log = new TestLog(600);
        var other = new TestLog(600, log.Signer, "another");
        foreach (var path in paths)
        {
            log.Files[path] = other.Files[path];
        }

        Write(log, log.Checkpoint());
        await AssertRejectedAsync(log, reason);
    }

    [Fact]
    public async Task OneEntryForgedTogetherWithItsHash_IsRejected()
    {
        Assert.SkipUnless(GoVerifier.IsHere, Absent);
        var log = new TestLog(600);
        var bundle = log.Files["tile/entries/000"];
        var at = bundle.AsSpan().IndexOf("entry 7"u8);
        bundle[at] ^= 1;
        TreeHash.OfLeaf(bundle.AsSpan(at, "entry 7".Length)).CopyTo(log.Files["tile/0/000"].AsSpan(7 * TreeHash.Size));
        Write(log, log.Checkpoint());
        await AssertRejectedAsync(log, "entry 0: invalid transparency proof");
    }

    [Fact]
    public async Task CheckpointOfAnotherTreeByTheSameKey_IsRejected()
    {
        Assert.SkipUnless(GoVerifier.IsHere, Absent);
        var log = new TestLog(600);
        Write(log, new TestLog(600, log.Signer, "another").Checkpoint());
        await AssertRejectedAsync(log, "inconsistent tile");
    }

    [Fact]
    public async Task CheckpointByAnotherKey_IsRejected()
    {
        Assert.SkipUnless(GoVerifier.IsHere, Absent);
        var log = new TestLog(600);
        Write(log, new TestLog(600).Checkpoint());
        await AssertRejectedAsync(log, "note has no verifiable signatures");
    }

    [Fact]
    public async Task CheckpointChangedAfterSigning_IsRejected()
    {
        Assert.SkipUnless(GoVerifier.IsHere, Absent);
        var log = new TestLog(600);
        Write(log, log.Checkpoint());
        var changed = log.Checkpoint().ToString().Replace("\n600\n", "\n599\n", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "checkpoint"), changed);
        await AssertRejectedAsync(log, "invalid signature");
    }

    [Fact]
    public async Task OlderCheckpointOfAnotherPast_IsRejected()
    {
        Assert.SkipUnless(GoVerifier.IsHere, Absent);
        var log = new TestLog(600);
        Write(log, log.Checkpoint());
        await AssertRejectedAsync(log, "older checkpoint", Older(new TestLog(300, log.Signer, "another").Checkpoint()));
        await AssertRejectedAsync(log, "older checkpoint", Older(new TestLog(700, log.Signer).Checkpoint()));
    }

    private async Task AssertRejectedAsync(TestLog log, string reason, params string[] older)
    {
        var (exitCode, output) = await GoVerifier.RunAsync([_folder, log.Signer.Verifier.ToString(), .. older]);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    private string Older(SignedCheckpoint checkpoint)
    {
        var file = Path.Combine(_folder, "older");
        File.WriteAllText(file, checkpoint.ToString());
        return file;
    }

    private void Write(TestLog log, SignedCheckpoint checkpoint)
    {
        foreach (var (path, bytes) in log.Files)
        {
            var file = Path.Combine(_folder, path);
            _ = Directory.CreateDirectory(Path.GetDirectoryName(file) ?? _folder);
            File.WriteAllBytes(file, bytes);
        }

        File.WriteAllBytes(Path.Combine(_folder, "checkpoint"), checkpoint.Note.ToUtf8());
    }
}

using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;
using Breakwater.Transparency.Tree;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Ledger.Checkpoints;

/// <summary>Never two checkpoints that disagree, whatever happens to the folder between two starts.</summary>
public sealed class CheckpointHistoryTests : IDisposable
{
    private readonly string data = RunningServer.NewFolder();
    private readonly string backup = RunningServer.NewFolder();
    private readonly FakeTimeProvider time = new(TestEntries.Start);
    private readonly List<SignedCheckpoint> shown = [];

    private LedgerFolder Folder => new(new DataFolder(data));

    private string CopyFile => $"{data}.checkpoint";

    public void Dispose()
    {
        RunningServer.Delete(data);
        RunningServer.Delete(backup);
    }

    [Fact]
    public async Task EveryIntervalWithSomethingNew_IsSigned_OverRestarts_AndAllAgree()
    {
        for (var run = 0; run < 3; run++)
        {
            await using var host = await OpenAsync();
            Assert.Equal(shown.LastOrDefault()?.ToString(), host.Ledger.Signer.Latest?.ToString());
            for (var i = 0; i < 20; i++)
            {
                var from = host.Ledger.Store.Size;
                await host.AppendAsync(from, from + 1 + (i * 7 % 30));
                time.Advance(TimeSpan.FromSeconds(1));
                await Wait.UntilAsync(() => Task.FromResult(host.Ledger.Signer.Latest?.Checkpoint.Size == host.Ledger.Store.Size), "the checkpoint");
                shown.Add(host.Ledger.Signer.Latest!);
            }

            // Nothing new, nothing signed.
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.Same(shown[^1], host.Ledger.Signer.Sign());
            host.AreConsistent(shown);
        }

        Assert.Equal(shown.Count, shown.Select(c => c.Checkpoint.Size).Distinct().Count());
    }

    [Fact]
    public async Task Stop_SignsTheLastEntry_AndTheCopyHasIt()
    {
        await using (var host = await OpenAsync())
        {
            await host.AppendAsync(0, 3);
        }

        Assert.Equal(3, KnownCheckpoints.Read(CopyFile)!.Checkpoint.Size);
        Assert.Equal(await File.ReadAllTextAsync(Folder.Checkpoint), await File.ReadAllTextAsync(CopyFile));
    }

    [Fact]
    public async Task OldBackupRestored_EntriesAreTaken_NothingIsSigned_UntilAnOperatorGoesOnUnderAnotherName()
    {
        Receipt early;
        await using (var host = await OpenAsync())
        {
            await host.AppendAsync(0, 10);
            early = Breakwater.Server.Ledger.Receipts.ReceiptOffice.Write(host.Ledger.Store, 3, host.Ledger.Signer.Sign()!);
        }

        LedgerHost.Copy(data, backup);
        string oldOrigin;
        await using (var host = await OpenAsync())
        {
            await host.AppendAsync(100, 120);
            oldOrigin = host.Ledger.Signer.Sign()!.Checkpoint.Origin;
        }

        Restore();
        var oldKey = await File.ReadAllTextAsync(Folder.Key);
        await using (var host = await OpenAsync())
        {
            Assert.Contains("an old backup was restored", host.Ledger.Signer.NotSigning);
            Assert.Contains("30 entries", host.Ledger.Signer.NotSigning);
            Assert.Contains(host.Watch.Events, e => e.Id.Id == 2013);
            await host.AppendAsync(200, 230);
            time.Advance(TimeSpan.FromSeconds(3));
            Assert.Null(host.Ledger.Signer.Sign());
            Assert.Null(host.Ledger.Signer.Latest);
        }

        // Not by time, nor because the log has outgrown what was signed.
        Assert.Equal(30, KnownCheckpoints.Read(CopyFile)!.Checkpoint.Size);
        await using (var host = await OpenAsync())
        {
            Assert.Contains("not the same entries", host.Ledger.Signer.NotSigning);
            var key = host.Ledger.Signer.Resume();
            Assert.Equal(new LogName(oldOrigin, 2), LogName.Of(key.Origin));
            Assert.Null(host.Ledger.Signer.NotSigning);
            var signed = host.Ledger.Signer.Sign()!;
            Assert.Equal((key.Origin, 40L), (signed.Checkpoint.Origin, signed.Checkpoint.Size));
            Assert.Equal(CheckpointVerdict.Verified, signed.Verify(host.Ledger.Signer.Keys));
        }

        // The key before is nowhere any more; what it signed can be checked still.
        foreach (var file in Directory.GetFiles(data, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(oldKey.Trim(), System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
        }

        Assert.Equal(ReceiptVerdict.Valid, early.Check([.. LedgerKey.ReadPublicKeys(Folder)], []).Verdict);
        Assert.Equal(2, LedgerKey.ReadPublicKeys(Folder).Count);
        Assert.Null(SealedLedger.Verify(data).Fault);
        await using (var host = await OpenAsync())
        {
            Assert.Null(host.Ledger.Signer.NotSigning);
        }

        // The same backup once more: its log went on under another name, and its key may have signed anything.
        Restore();
        await using (var host = await OpenAsync())
        {
            Assert.Contains("under which this log went on", host.Ledger.Signer.NotSigning);
            Assert.Null(host.Ledger.Signer.Sign());
            Assert.NotEqual(KnownCheckpoints.Read(CopyFile)!.Checkpoint.Origin, host.Ledger.Signer.Resume().Origin);
        }
    }

    [Fact]
    public async Task OldBackupRestored_TheCopyIsGone_TheWitnessKnowsBetter()
    {
        await using var witness = await FakeWitness.StartAsync();
        var options = new LedgerOptions { Witnesses = [witness.Address], CheckpointCopy = "" };
        await using (var host = await OpenAsync(options))
        {
            await host.AppendAsync(0, 10);
        }

        LedgerHost.Copy(data, backup);
        await using (var host = await OpenAsync(options))
        {
            await host.AppendAsync(10, 20);
        }

        Restore();
        await using (var host = await OpenAsync(options))
        {
            Assert.Contains("At the witness witness.example/w is a signed checkpoint of 20 entries", host.Ledger.Signer.NotSigning);
        }

        // It cannot be reached at the start, and says so when it is asked to cosign.
        witness.Broken = 503;
        await using (var host = await OpenAsync(options))
        {
            Assert.Null(host.Ledger.Signer.NotSigning);
            await host.AppendAsync(500, 505);
            host.Ledger.Signer.Sign();
            witness.Broken = null;
            var said = host.Watch.NextAsync(e => e.Id.Id == 2013, "the witness to object");
            await host.AppendAsync(505, 506);
            await TickAsync(host, () => host.Ledger.Signer.NotSigning is not null, "the witness to object");
            await said;
            Assert.Null(host.Ledger.Signer.Sign());
        }

        // What a witness says that we never signed is no evidence.
        var key = FakeWitness.HashOf(witness.Seen.Values.Single().Checkpoint.Origin);
        witness.Seen[key] = SignedCheckpoint.Sign(new Checkpoint(witness.Seen[key].Checkpoint.Origin, 1000, TreeHash.OfLeaf("x"u8)), NoteSigner.Generate(witness.Seen[key].Checkpoint.Origin));
        await using (var host = await OpenAsync(options))
        {
            Assert.Null(host.Ledger.Signer.NotSigning);
        }
    }

    [Theory]
    [InlineData("garbage\n\n\0")]
    [InlineData("")]
    [InlineData(null)]
    public async Task CopyThatIsNoneOfOurs_IsIgnored(string? text)
    {
        await using (var host = await OpenAsync())
        {
            await host.AppendAsync(0, 10);
        }

        // Of another log, if it is a checkpoint at all; and one with our name that we did not sign.
        var origin = KnownCheckpoints.Read(CopyFile)!.Checkpoint.Origin;
        foreach (var name in (string[])["another.example/log", origin])
        {
            await File.WriteAllTextAsync(CopyFile, text ?? SignedCheckpoint.Sign(new Checkpoint(name, 1000, TreeHash.OfLeaf("x"u8)), NoteSigner.Generate(name)).ToString());
            await using var host = await OpenAsync();
            Assert.Null(host.Ledger.Signer.NotSigning);
            await host.AppendAsync(10, 11);
            Assert.NotNull(host.Ledger.Signer.Sign());
        }
    }

    [Fact]
    public async Task OwnCheckpointForged_IsNeverShown()
    {
        await using (var host = await OpenAsync())
        {
            await host.AppendAsync(0, 10);
        }

        var own = KnownCheckpoints.Read(Folder.Checkpoint)!;
        await File.WriteAllTextAsync(Folder.Checkpoint, SignedCheckpoint.Sign(own.Checkpoint, NoteSigner.Generate(own.Checkpoint.Origin)).ToString());
        await using var again = await OpenAsync();
        Assert.Null(again.Ledger.Signer.Latest);
        Assert.Equal(CheckpointVerdict.Verified, again.Ledger.Signer.Sign()!.Verify(again.Ledger.Signer.Keys));
        Assert.Equal(own.Checkpoint, again.Ledger.Signer.Latest!.Checkpoint);
    }

    [Fact]
    public async Task TailLost_NothingIsSigned()
    {
        await using (var host = await OpenAsync())
        {
            await host.AppendAsync(0, 10);
            await host.AppendAsync(10, 20);
        }

        // Even without the copy: the folder's own checkpoint knows.
        File.Delete(CopyFile);
        using (var file = new FileStream(Folder.Journal(0), FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        await using var again = await OpenAsync();
        Assert.Contains("does not verify", again.Ledger.Signer.NotSigning);
        await again.AppendAsync(50, 80);
        Assert.Null(again.Ledger.Signer.Sign());
    }

    private Task<LedgerHost> OpenAsync(LedgerOptions? options = null) => LedgerHost.OpenAsync(data, options, time);

    private void Restore()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(data, recursive: true);
        LedgerHost.Copy(backup, data);
    }

    private Task TickAsync(LedgerHost host, Func<bool> isSo, string what) => Wait.UntilAsync(
        () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            host.Ledger.Signer.Sign();
            return Task.FromResult(isSo());
        },
        what);
}

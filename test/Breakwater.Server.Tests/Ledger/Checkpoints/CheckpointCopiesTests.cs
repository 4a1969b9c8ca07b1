using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Checkpoints;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Ledger.Checkpoints;

/// <summary>Where checkpoints go: a file, witnesses, a webhook.</summary>
public sealed class CheckpointCopiesTests : IAsyncLifetime
{
    private readonly string data = RunningServer.NewFolder();
    private readonly FakeTimeProvider time = new(TestEntries.Start);
    private FakeWitness witness = null!;

    public async ValueTask InitializeAsync() => witness = await FakeWitness.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await witness.DisposeAsync();
        RunningServer.Delete(data);
    }

    [Fact]
    public async Task Cosignatures_AreInTheCheckpointThatIsServed_InTheFile_AndInTheWebhook()
    {
        await using var host = await OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            await host.AppendAsync(i, i + 1);
            await CosignedAsync(host, i + 1);
            var latest = host.Ledger.Signer.Latest!;
            Assert.True(latest.TryCountWitnesses([witness.Address.Key], out var count));
            Assert.Equal(1, count);
            await Wait.UntilAsync(() => Task.FromResult(File.Exists($"{data}.checkpoint") && File.ReadAllText($"{data}.checkpoint") == latest.ToString()), "the file");
            await Wait.UntilAsync(() => Task.FromResult(witness.Hooked.LastOrDefault() == latest.ToString()), "the webhook");
        }

        // From the checkpoint before, not from nothing, each time; and each went once.
        Assert.Equal([(0L, 200), (1L, 200), (2L, 200)], witness.Requests.Select(r => (r.Old, r.Status)));
        Assert.Equal(3, witness.Hooked.Count);
    }

    [Fact]
    public async Task AfterARestart_TheWitnessSaysWhereItWas_AndGetsTheProofFromThere()
    {
        await using (var host = await OpenAsync())
        {
            await host.AppendAsync(0, 5);
        }

        witness.Requests.Clear();
        await using (var host = await OpenAsync())
        {
            await host.AppendAsync(5, 9);
            await CosignedAsync(host, 9);
        }

        var requests = witness.Requests.ToArray();
        Assert.Contains(requests, r => r is { Old: 5, Status: 200, Proof: > 0 });
        Assert.Equal((0L, 0, 409), requests[0]);
    }

    [Fact]
    public async Task WitnessIsSlow_ItsCosignatureIsNotPutOnALaterCheckpoint()
    {
        await using var host = await OpenAsync();
        var held = new TaskCompletionSource();
        witness.Slow = held.Task;
        await host.AppendAsync(0, 1);
        await TickAsync(host, () => host.Ledger.Signer.Latest?.Checkpoint.Size == 1, "the first checkpoint");
        time.Advance(TimeSpan.FromSeconds(1));

        // The file does not wait for the witness.
        await Wait.UntilAsync(() => Task.FromResult(File.Exists($"{data}.checkpoint")), "the file");
        await host.AppendAsync(1, 2);
        host.Ledger.Signer.Sign();
        witness.Slow = Task.CompletedTask;
        held.SetResult();
        await CosignedAsync(host, 2);
        Assert.Equal(CheckpointVerdict.Verified, host.Ledger.Signer.Latest!.Verify(host.Ledger.Signer.Keys));
        Assert.All(witness.Hooked, text =>
        {
            Assert.True(SignedCheckpoint.TryParse(text, out var sent));
            Assert.True(sent.TryCountWitnesses([witness.Address.Key], out _), "a signature of another checkpoint is under this one");
        });
    }

    [Fact]
    public async Task Outage_IsLoggedOnce_AndWhatWasMissedIsSentWhenItIsOver()
    {
        witness.Broken = 500;
        await using var host = await OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            await host.AppendAsync(i, i + 1);
            var before = witness.Requests.Count;
            await TickAsync(host, () => witness.Requests.Count > before, "the witness to be asked");
        }

        var hooked = witness.Hooked.Count;
        await TickAsync(host, () => witness.Hooked.Count > hooked + 2, "the webhook to be tried again");
        Assert.Single(host.Watch.Events, e => e.Id.Id == 2016);
        Assert.Single(host.Watch.Events, e => e.Id.Id == 2015);

        // Nothing new comes, and still it gets the last one.
        witness.Broken = null;
        witness.Hooked.Clear();
        await TickAsync(host, () => witness.Hooked.TryPeek(out var text) && text.Contains("\n5\n", StringComparison.Ordinal), "the webhook to get what it missed");
        await host.AppendAsync(5, 6);
        await CosignedAsync(host, 6);

        // The next outage is another one.
        witness.Broken = 500;
        await host.AppendAsync(6, 7);
        await TickAsync(host, () => host.Watch.Events.Count(e => e.Id.Id == 2016) == 2 && host.Watch.Events.Count(e => e.Id.Id == 2015) == 2, "both to be logged again");
    }

    [Fact]
    public async Task FileCannotBeWritten_IsLoggedOnce_AndIsWrittenWhenItCan()
    {
        var folder = Path.Combine(data, "elsewhere");
        var file = Path.Combine(folder, "copy");
        await using var host = await LedgerHost.OpenAsync(data, new LedgerOptions { CheckpointCopy = file }, time);
        await host.AppendAsync(0, 1);
        await TickAsync(host, () => host.Watch.Events.Any(e => e.Id.Id == 2015), "the outage to be logged");
        await host.AppendAsync(1, 2);
        for (var i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            host.Ledger.Signer.Sign();
        }

        Directory.CreateDirectory(folder);
        await TickAsync(host, () => KnownCheckpoints.Read(file)?.Checkpoint.Size == 2, "the file to be written");
        Assert.Single(host.Watch.Events, e => e.Id.Id == 2015);
    }

    [Fact]
    public async Task CheckpointCannotBeKept_NothingIsShown_AndItIsLoggedOnce()
    {
        await using var host = await OpenAsync();
        await host.AppendAsync(0, 1);
        Directory.CreateDirectory(host.Folder.Checkpoint);
        Assert.Throws<Breakwater.Server.Storage.StoreUnavailableException>(() => host.Ledger.Signer.Sign());
        await Wait.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(host.Watch.Events.Any(e => e.Id.Id == 2014));
            },
            "the failure to be logged");
        for (var i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null(host.Ledger.Signer.Latest);
        Assert.Single(host.Watch.Events, e => e.Id.Id == 2014);
        Directory.Delete(host.Folder.Checkpoint);
        await TickAsync(host, () => host.Ledger.Signer.Latest is not null, "the checkpoint");
    }

    private Task<LedgerHost> OpenAsync() =>
        LedgerHost.OpenAsync(data, new LedgerOptions { Witnesses = [witness.Address], CheckpointWebhook = witness.Webhook }, time);

    private Task CosignedAsync(LedgerHost host, long size) => TickAsync(
        host,
        () => host.Ledger.Signer.Latest is { } latest && latest.Checkpoint.Size == size && latest.TryCountWitnesses([witness.Address.Key], out var count) && count == 1,
        "the checkpoint to be cosigned");

    private Task TickAsync(LedgerHost host, Func<bool> isSo, string what) => Wait.UntilAsync(
        () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            host.Ledger.Signer.Sign();
            return Task.FromResult(isSo());
        },
        what);
}

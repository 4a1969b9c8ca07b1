using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Hosting;
using Breakwater.Server.Tests.Hosting.Processes;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;

namespace Breakwater.Server.Tests.Ledger.Checkpoints;

/// <summary>The same over the wire, with whole servers.</summary>
public sealed class RestoredServerTests : IDisposable
{
    private readonly string data = RunningServer.NewFolder();
    private readonly string backup = RunningServer.NewFolder();

    public void Dispose()
    {
        RunningServer.Delete(data);
        RunningServer.Delete(backup);
    }

    [Fact]
    public async Task Restored_ServesAndDoesNotSign_SaysWhy_AndGoesOnWhenTold()
    {
        string early;
        LedgerStatus before;
        await using (var server = await BreakwaterServer.StartAsync(RunningServer.OptionsFor(data)))
        {
            using var doors = new ServerDoors(server.Ready);
            early = await doors.Admin.Ledger.GetReceiptAsync(0);
        }

        LedgerHost.Copy(data, backup);
        await using (var server = await BreakwaterServer.StartAsync(RunningServer.OptionsFor(data)))
        {
            using var doors = new ServerDoors(server.Ready);
            await doors.EnrolAsync();
            before = await doors.Admin.Ledger.GetStatusAsync();
            Assert.Null(before.NotSigning);
            Assert.Equal(409, (await Assert.ThrowsAsync<ProblemException>(() => doors.Admin.Ledger.ResumeAsync("nothing is wrong"))).Problem.Status);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(data, recursive: true);
        LedgerHost.Copy(backup, data);
        await using (var server = await BreakwaterServer.StartAsync(RunningServer.OptionsFor(data)))
        {
            using var doors = new ServerDoors(server.Ready);
            var status = await doors.Admin.Ledger.GetStatusAsync();
            Assert.Contains("an old backup was restored", status.NotSigning);
            Assert.Contains($"{data}.checkpoint", status.NotSigning);
            Assert.Null(status.SignedSize);

            // It serves, and every access has its entry.
            var device = await doors.EnrolAsync();
            var owner = await doors.AddOwnerAsync(device);
            Assert.Equal(200, (await owner.GetAsync($"v1/devices/{device}/twin")).Status);
            Assert.True((await doors.Admin.Ledger.GetStatusAsync()).Size > status.Size);
            Assert.Equal(404, (await Assert.ThrowsAsync<ProblemException>(() => doors.Admin.Ledger.GetReceiptAsync(0))).Problem.Status);

            var resumed = await doors.Admin.Ledger.ResumeAsync("the disk died; the backup is what we have");
            Assert.Null(resumed.NotSigning);
            Assert.NotEqual(before.Origin, resumed.Origin);
            Assert.Equal(resumed.Size, resumed.SignedSize);
            Assert.Equal([before.PublicKeys[0], resumed.PublicKeys[^1]], resumed.PublicKeys);

            NoteVerifier[] keys = [.. resumed.PublicKeys.Select(k => NoteVerifier.TryParse(k, out var key) ? key : throw new FormatException(k))];
            Assert.Equal(ReceiptVerdict.Valid, Receipt.Check(early, keys, []).Verdict);
            Assert.Equal(ReceiptVerdict.Valid, Receipt.Check(await doors.Admin.Ledger.GetReceiptAsync(0), keys, []).Verdict);
            var told = (await doors.Admin.Ledger.ListEntriesAsync(null)).Items.Single(e => e.Body.GetProperty("api").GetProperty("operation").GetString() == "ledger.resumed");
            Assert.Contains("the disk died", told.Message);
        }

        Assert.Null(SealedLedger.Verify(data).Fault);
    }

    [Fact]
    public async Task SigKill_WhileEverythingIsReceipted_NoTwoCheckpointsDisagree_AndNoReceiptIsVoid()
    {
        var receipts = new List<Receipt>();
        var server = await ServerProcess.StartAsync(data, "logLevel=Warning");
        try
        {
            for (var round = 0; round < 3; round++)
            {
                var enough = new TaskCompletionSource();
                var asking = Task.WhenAll(Enumerable.Range(0, 4).Select(async asker =>
                {
                    try
                    {
                        for (var i = 0L; ; i++)
                        {
                            var text = await server.Doors.Admin.Ledger.GetReceiptAsync((i * 4) + asker);
                            Assert.True(Receipt.TryParse(text, out var receipt));
                            lock (receipts)
                            {
                                receipts.Add(receipt);
                                if (receipts.Count % 100 == 99)
                                {
                                    enough.TrySetResult();
                                }
                            }
                        }
                    }
                    catch (HttpRequestException)
                    {
                        // It was killed.
                    }
                    catch (ProblemException)
                    {
                        enough.TrySetResult();
                    }
                }));
                await Wait.ForAsync(enough.Task, "receipts");
                await server.KillAsync();
                await Wait.ForAsync(asking, "those who ask to see that the server is gone");
                await server.DisposeAsync();
                Assert.Null(SealedLedger.Verify(data).Fault);
                server = await ServerProcess.StartAsync(data, "logLevel=Warning");
                Assert.Null((await server.Doors.Admin.Ledger.GetStatusAsync()).NotSigning);
            }

            Assert.Equal(0, await server.TerminateAsync());
        }
        finally
        {
            await server.DisposeAsync();
        }

        await using var host = await LedgerHost.OpenAsync(data);
        host.AreConsistent(receipts.Select(r => r.Checkpoint));
        Assert.All(receipts, r =>
        {
            Assert.Equal(ReceiptVerdict.Valid, r.Check([.. host.Ledger.Signer.Keys], []).Verdict);
            Assert.Equal(host.Ledger.Store.ReadEntry(r.Index), r.Entry!.Value.ToArray());
        });
    }
}

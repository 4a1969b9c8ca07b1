using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Ledger.Verification;

public sealed class RunningVerificationTests
{
    [Fact]
    public async Task BesideAServerThatAppendsSignsAndSeals_FindsNoFault()
    {
        var folder = RunningServer.NewFolder();
        await using (var host = await LedgerHost.OpenAsync(folder, new LedgerOptions { CheckpointInterval = TimeSpan.FromMilliseconds(2), CheckpointCopy = "" }))
        {
            await host.AppendAsync(0, SegmentFormat.Entries - 4_000);
            using var enough = new CancellationTokenSource();
            var appending = Task.Run(async () =>
            {
                for (var i = SegmentFormat.Entries; !enough.IsCancellationRequested; i += 400)
                {
                    await host.AppendAsync(i, i + 400);
                }
            });

            // At least once around the moment in which a journal becomes a segment.
            var reports = 0;
            while (reports < 8 || host.Ledger.Store.Segments.IsEmpty)
            {
                Assert.Null(SealedLedger.Verify(folder).Fault);
                reports++;
            }

            await enough.CancelAsync();
            await appending;
        }

        Assert.Null(SealedLedger.Verify(folder).Fault);
        RunningServer.Delete(folder);
    }
}

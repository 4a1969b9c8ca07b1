using System.Diagnostics.Metrics;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Server.Tests.Access.Recording;

public sealed class RefusedPacketsTests : IDisposable
{
    private static readonly Signal Refused = new(SignalKind.ForeignTopic, "d1", "d1", "127.0.0.1:1", "PUBLISH", new string('t', 60_000));

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Signals signals;

    public RefusedPacketsTests() => signals = new Signals(NullLogger<Signals>.Instance, services.GetRequiredService<IMeterFactory>(), TimeProvider.System);

    public void Dispose()
    {
        signals.Dispose();
        services.Dispose();
    }

    /// <summary>No device waits for the ledger, and the memory of what waits has a bound.</summary>
    [Fact]
    public async Task LedgerThatStandsStill_IsWaitedForByAsManyAsThereMayBe()
    {
        var goOn = new TaskCompletionSource();
        var (begun, entered, seen) = (new TaskCompletionSource(), 0, 0);
        signals.Observed += signal =>
        {
            seen++;
            Assert.Equal(Signal.LongestDetail, signal.Detail!.Length);
        };
        await using (new RefusedPackets(EnterAsync, signals, NullLogger<RefusedPackets>.Instance))
        {
            signals.Raise(Refused);
            await Wait.ForAsync(begun.Task, "the first");
            for (var i = 0; i < RefusedPackets.Capacity + 100; i++)
            {
                signals.Raise(Refused);
            }

            goOn.SetResult();
        }

        Assert.Equal((RefusedPackets.Capacity + 1, RefusedPackets.Capacity + 101), (entered, seen));

        async ValueTask EnterAsync(LedgerEntry<Name> entry)
        {
            begun.TrySetResult();
            await goOn.Task;
            entered++;
        }
    }

    [Fact]
    public async Task EntryThatCannotBeWritten_DoesNotEndIt()
    {
        var entered = new List<string>();
        await using (new RefusedPackets(EnterAsync, signals, NullLogger<RefusedPackets>.Instance))
        {
            foreach (var packet in (string[])["PUBLISH", "SUBSCRIBE", "CONNECT", "MQTT", "GET /v1/devices"])
            {
                signals.Raise(Refused with { WayIn = packet });
            }
        }

        Assert.Equal(["topics:publish", "topics:subscribe", "session:connect", "session"], entered);

        ValueTask EnterAsync(LedgerEntry<Name> entry)
        {
            entered.Add(entry.Operation);
            throw entered.Count % 2 == 0 ? new StoreUnavailableException("full") : new InvalidOperationException("a defect");
        }
    }
}

using System.Net;
using System.Threading.Channels;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Access.Recording;

/// <summary>
/// Puts what the gateway refuses into the ledger. A device waits for nothing: its refusals are handed over, and entered, counted when there are many, on the way.
/// </summary>
internal sealed class RefusedPackets : IAsyncDisposable
{
    /// <summary>Refusals on their way. What comes beyond it was a signal, and is not entered: the coalescer is far faster than any number of devices.</summary>
    internal const int Capacity = 16 * 1024;

    /// <summary>What the ledger calls them, by what their signals do.</summary>
    private static readonly Dictionary<string, (string Operation, string WayIn)> Packets = new()
    {
        ["CONNECT"] = ("session:connect", "mqtt CONNECT"),
        ["PUBLISH"] = ("topics:publish", "mqtt PUBLISH"),
        ["SUBSCRIBE"] = ("topics:subscribe", "mqtt SUBSCRIBE"),
        ["MQTT"] = ("session", "mqtt MQTT"),
    };

    private readonly Channel<Signal> signals = Channel.CreateBounded<Signal>(new BoundedChannelOptions(Capacity)
    {
        FullMode = BoundedChannelFullMode.DropWrite,
        SingleReader = true,
    });

    private readonly Func<LedgerEntry<Name>, ValueTask> enter;
    private readonly Signals source;
    private readonly Task running;

    /// <param name="enter">See <see cref="Coalescer.RecordAsync"/>.</param>
    public RefusedPackets(Func<LedgerEntry<Name>, ValueTask> enter, Signals source, ILogger<RefusedPackets> logger)
    {
        this.enter = enter;
        this.source = source;
        source.Observed += Offer;
        running = RunAsync(new GuardedStep(exception => RecordingLog.RefusalLost(logger, exception)));
    }

    public async ValueTask DisposeAsync()
    {
        source.Observed -= Offer;
        signals.Writer.TryComplete();
        await running;
    }

    private void Offer(Signal signal)
    {
        if (Packets.ContainsKey(signal.WayIn) && signal.Kind != SignalKind.SessionTakenOver)
        {
            signals.Writer.TryWrite(signal);
        }
    }

    private async Task RunAsync(GuardedStep step)
    {
        await foreach (var signal in signals.Reader.ReadAllAsync())
        {
            await step.RunAsync(() => EnterAsync(signal), CancellationToken.None);
        }
    }

    private async Task EnterAsync(Signal signal)
    {
        var (operation, wayIn) = Packets[signal.WayIn];
        try
        {
            await enter(new LedgerEntry<Name>
            {
                Type = EntryType.ApiOther,
                Operation = operation,
                WayIn = wayIn,
                Role = signal.Principal is null ? "anonymous" : "device",
                Actor = signal.Principal,
                Credential = signal.Principal,
                Source = AddressOf(signal.Remote),
                Device = DeviceId.TryParse(signal.Device, out var device) ? device : null,
                Refusal = signal.Kind.ToString(),
            });
        }
        catch (StoreUnavailableException)
        {
            // It is counted, and enters with the next that can be written; the ledger has logged why.
        }
    }

    private static string? AddressOf(string? remote) => IPEndPoint.TryParse(remote ?? "", out var endpoint) ? Origin.Plain(endpoint.Address).ToString() : null;
}

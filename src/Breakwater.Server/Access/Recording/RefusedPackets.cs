using System.Net;
using System.Threading.Channels;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Access.Recording;

/// <summary>
/// Puts what the gateway refuses into the ledger. A device waits for nothing: its refusals are handed over, and entered, counted when there are many, on the way.
/// </summary>
internal sealed class RefusedPackets : IAsyncDisposable
{
    /// <summary>Refusals on their way. What comes beyond it was a signal, and is not entered: the coalescer is far faster than any number of devices.</summary>
    private const int Capacity = 16 * 1024;

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

    private readonly Coalescer coalescer;
    private readonly Signals source;
    private readonly Task running;

    public RefusedPackets(Coalescer coalescer, Signals source)
    {
        this.coalescer = coalescer;
        this.source = source;
        source.Observed += Offer;
        running = RunAsync();
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

    private async Task RunAsync()
    {
        await foreach (var signal in signals.Reader.ReadAllAsync())
        {
            var (operation, wayIn) = Packets[signal.WayIn];
            try
            {
                await coalescer.RecordAsync(new LedgerEntry<Name>
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
    }

    private static string? AddressOf(string? remote) => IPEndPoint.TryParse(remote ?? "", out var endpoint) ? Origin.Plain(endpoint.Address).ToString() : null;
}

using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Devices.Live;

/// <summary>One watcher of one device. A watcher that reads too slowly loses the oldest events, never the server its memory.</summary>
/// <param name="only">The one type of event that it wants; null: every type.</param>
internal sealed class LiveSubscription(LiveFeeds feeds, DeviceId device, string? only) : IDisposable
{
    /// <summary>Events that wait for a slow watcher: half a minute of a busy robot.</summary>
    internal const int Capacity = 256;

    /// <summary>Bytes that wait for it, unless one event alone has more. Source: Redis cuts a subscriber off that has 8 MB waiting for a minute; a device sends at most 1 MB at once.</summary>
    internal const int CapacityBytes = 1024 * 1024;

    private readonly Lock gate = new();

    /// <summary>What waits is taken out, for whichever reason, inside the gate.</summary>
    private readonly Channel<LiveItem> items = Channel.CreateUnbounded<LiveItem>();
    private long bytes;

    public DeviceId Device => device;

    public bool Wants(string type) => only is null || only == type;

    public void Offer(LiveItem item)
    {
        lock (gate)
        {
            while ((items.Reader.Count >= Capacity || bytes + item.Json.Length > CapacityBytes) && TryTake(out _))
            {
            }

            if (items.Writer.TryWrite(item))
            {
                bytes += item.Json.Length;
            }
        }
    }

    /// <summary>The oldest event that waits.</summary>
    public bool TryTake([NotNullWhen(true)] out LiveItem? item)
    {
        lock (gate)
        {
            if (!items.Reader.TryRead(out item))
            {
                return false;
            }

            bytes -= item.Json.Length;
            return true;
        }
    }

    /// <summary>The oldest event that waits, or the next one.</summary>
    /// <exception cref="ChannelClosedException">The subscription was disposed of.</exception>
    public async ValueTask<LiveItem> TakeAsync(CancellationToken cancellationToken)
    {
        while (await items.Reader.WaitToReadAsync(cancellationToken))
        {
            // What came may have been dropped for something larger meanwhile.
            if (TryTake(out var item))
            {
                return item;
            }
        }

        throw new ChannelClosedException();
    }

    public void Dispose()
    {
        feeds.Remove(this);
        items.Writer.TryComplete();
    }
}

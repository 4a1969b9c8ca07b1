using System.Threading.Channels;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Commands;

namespace Breakwater.Server.Devices.Live;

/// <summary>One watcher of one device. A watcher that reads too slowly loses the oldest events, never the server its memory.</summary>
internal sealed class LiveSubscription : IDisposable
{
    /// <summary>Events that wait for a slow watcher: half a minute of a busy robot.</summary>
    private const int Capacity = 256;

    private readonly LiveFeeds feeds;
    private readonly Channel<LiveItem> items = Channel.CreateBounded<LiveItem>(new BoundedChannelOptions(Capacity)
    {
        FullMode = BoundedChannelFullMode.DropOldest,
        SingleReader = true,
    });

    public LiveSubscription(LiveFeeds feeds, DeviceId device)
    {
        this.feeds = feeds;
        Device = device;
    }

    public DeviceId Device { get; }

    public ChannelReader<LiveItem> Items => items.Reader;

    public void Offer(LiveItem item) => items.Writer.TryWrite(item);

    public void Dispose()
    {
        feeds.Remove(this);
        items.Writer.TryComplete();
    }
}

/// <summary>One live event: its type (see <see cref="LiveEvents"/>), its JSON, and the command it is about, if it is.</summary>
internal sealed record LiveItem(string Type, string Json, CommandAnswer? Command = null);

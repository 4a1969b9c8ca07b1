using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Live;

namespace Breakwater.Snippets;

/// <summary>Route 4: what happens on a device, live, by its name alone.</summary>
internal static class FeedWithoutPermit
{
    public static IDisposable Watch(LiveFeeds feeds, DeviceId stranger) => feeds.Subscribe(stranger);
}

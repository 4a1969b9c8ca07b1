using System.Collections.Concurrent;
using System.Collections.Immutable;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;

namespace Breakwater.Server.Devices.Live;

/// <summary>Who watches which device right now. A device that nobody watches costs one failed look-up a message.</summary>
internal sealed class LiveFeeds
{
    private readonly ConcurrentDictionary<DeviceId, ImmutableArray<LiveSubscription>> watched = [];

    public bool IsWatched(Permit permit) => watched.ContainsKey(permit.Device);

    /// <summary>Watches the device of the permit until disposed.</summary>
    public LiveSubscription Subscribe(Permit permit)
    {
        var subscription = new LiveSubscription(this, permit.Device);
        watched.AddOrUpdate(
            permit.Device,
            static (_, s) => [s],
            static (_, all, s) => all.Add(s),
            subscription);
        return subscription;
    }

    /// <summary>Hands the event to every watcher of the permit's device; the permit is whoever's made it happen.</summary>
    public void Publish(Permit permit, LiveItem item)
    {
        if (watched.TryGetValue(permit.Device, out var subscriptions))
        {
            foreach (var subscription in subscriptions)
            {
                subscription.Offer(item);
            }
        }
    }

    internal void Remove(LiveSubscription subscription)
    {
        while (watched.TryGetValue(subscription.Device, out var current))
        {
            var rest = current.Remove(subscription);
            var done = rest.IsEmpty
                ? watched.TryRemove(KeyValuePair.Create(subscription.Device, current))
                : watched.TryUpdate(subscription.Device, rest, current);
            if (done)
            {
                return;
            }
        }
    }
}

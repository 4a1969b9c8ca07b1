using System.Collections.Concurrent;
using System.Collections.Immutable;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;

namespace Breakwater.Server.Devices.Live;

/// <summary>Who watches which device right now. A device that nobody watches costs one failed look-up a message.</summary>
internal sealed class LiveFeeds
{
    private readonly ConcurrentDictionary<DeviceId, ImmutableArray<LiveSubscription>> watched = [];

    /// <summary>Whether anybody watches the device of the permit for events of this type.</summary>
    public bool IsWatched(Permit permit, string type)
    {
        if (watched.TryGetValue(permit.Device, out var subscriptions))
        {
            foreach (var subscription in subscriptions)
            {
                if (subscription.Wants(type))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Watches the device of the permit until disposed.</summary>
    /// <param name="only">The one type of event to hear of, so that no other takes its place in what waits; null: every type.</param>
    public LiveSubscription Subscribe(Permit permit, string? only = null)
    {
        var subscription = new LiveSubscription(this, permit.Device, only);
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
                if (subscription.Wants(item.Type))
                {
                    subscription.Offer(item);
                }
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

using System.Collections.Concurrent;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Gateway.Wills;

/// <summary>Wills that wait for their delay (MQTT 5.0 §3.1.3.2.2), one a device.</summary>
internal sealed class DelayedWills(TimeProvider time)
{
    private readonly ConcurrentDictionary<DeviceId, ITimer> waiting = [];

    /// <summary>Publishes after the delay, unless it is cancelled before.</summary>
    public ITimer Add(DeviceId device, TimeSpan delay, Action publish)
    {
        Cancel(device);
        ITimer timer = null!;
        timer = time.CreateTimer(
            _ =>
            {
                Cancel(device, timer);
                publish();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        waiting[device] = timer;
        timer.Change(delay, Timeout.InfiniteTimeSpan);
        return timer;
    }

    /// <summary>The device is back before its will was due.</summary>
    public void Cancel(DeviceId device)
    {
        if (waiting.TryRemove(device, out var timer))
        {
            timer.Dispose();
        }
    }

    public void Cancel(DeviceId device, ITimer? own)
    {
        if (own is not null && waiting.TryRemove(KeyValuePair.Create(device, own)))
        {
            own.Dispose();
        }
    }
}

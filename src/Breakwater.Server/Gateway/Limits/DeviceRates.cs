using System.Collections.Concurrent;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Gateway.Beats;

namespace Breakwater.Server.Gateway.Limits;

/// <summary>
/// The rates of every device that is connected, or was so lately that a new connection would gain by it: some 500 bytes each. The bytes of a day are in the store, too.
/// </summary>
internal sealed class DeviceRates(DayBytesStore store, GatewayOptions options, Signals signals, TimeProvider time) : IHeartbeatHandler
{
    private readonly ConcurrentDictionary<DeviceId, DeviceRate> rates = [];
    private readonly ConcurrentQueue<DeviceId> left = [];

    /// <summary>Devices that are remembered.</summary>
    public int Count => rates.Count;

    /// <summary>The device's own, until it is given back by <see cref="Leave"/>.</summary>
    public DeviceRate Enter(DeviceId device)
    {
        while (true)
        {
            var rate = rates.GetOrAdd(device, New);
            lock (rate)
            {
                if (!rate.IsForgotten)
                {
                    rate.Users++;
                    return rate;
                }
            }
        }
    }

    public void Leave(DeviceId device, DeviceRate rate)
    {
        lock (rate)
        {
            rate.Users--;
        }

        left.Enqueue(device);
    }

    /// <summary>Forgets those that have left and used nothing lately, and begins a new day.</summary>
    public void OnHeartbeat()
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        for (var i = left.Count; i > 0 && left.TryDequeue(out var device); i--)
        {
            if (rates.TryGetValue(device, out var rate) && !TryForget(device, rate))
            {
                left.Enqueue(device);
            }
        }

        foreach (var (_, rate) in rates)
        {
            rate.Kept.Roll(today);
        }
    }

    /// <summary>False: it is to be looked at again.</summary>
    private bool TryForget(DeviceId device, DeviceRate rate)
    {
        lock (rate)
        {
            if (rate.Users > 0)
            {
                // Whoever uses it leaves, too, and is in the line then.
                return true;
            }

            rate.IsForgotten = rate.IsFull;
            return rate.IsForgotten && rates.TryRemove(KeyValuePair.Create(device, rate));
        }
    }

    private DeviceRate New(DeviceId device) => new(
        new RateLimit(options.PublishRate, options.PublishBurst, time),
        new RateLimit(options.ByteRate, options.ByteBurst, time),
        new DayBytes(store, options.DayBytes, time, () => signals.Raise(new Signal(
            SignalKind.LimitReached, PrincipalId.Of(device).ToString(), device.ToString(), null, "PUBLISH", $"gateway.dayBytes: {options.DayBytes}"))));
}

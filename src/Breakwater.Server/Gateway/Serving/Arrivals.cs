using System.Collections.Concurrent;
using System.IO.Pipelines;
using Breakwater.Server.Gateway.Beats;
using Breakwater.Server.Gateway.Limits;

namespace Breakwater.Server.Gateway.Serving;

/// <summary>Connections that have not said CONNECT. At each heartbeat those that have taken too long are given up.</summary>
internal sealed class Arrivals(GatewayOptions options, TimeProvider time) : IHeartbeatHandler
{
    private readonly ConcurrentDictionary<Arrival, bool> waiting = [];

    public Arrival Enter(PipeReader input)
    {
        var arrival = new Arrival(input, time.GetTimestamp());
        waiting[arrival] = true;
        return arrival;
    }

    /// <summary>False: it has been given up, whatever it has said since.</summary>
    public bool Leave(Arrival arrival)
    {
        waiting.TryRemove(arrival, out _);
        return arrival.TryLeave();
    }

    void IHeartbeatHandler.OnHeartbeat() => Everyone.LookAt(waiting.Select(a => a.Key), LookAt);

    private void LookAt(Arrival arrival)
    {
        if (time.GetElapsedTime(arrival.Since) > options.ConnectTimeout)
        {
            arrival.GiveUp();
        }
    }
}

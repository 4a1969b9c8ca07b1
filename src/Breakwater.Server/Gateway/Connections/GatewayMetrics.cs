using System.Diagnostics.Metrics;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Server.Gateway.Connections;

/// <summary>Meter <c>Breakwater.Gateway</c>; docs/reference/metrics.md lists it.</summary>
internal sealed class GatewayMetrics
{
    private readonly Counter<long> connects;
    private readonly Counter<long> disconnects;
    private readonly Counter<long> wills;

    public GatewayMetrics(IMeterFactory meters, GatewayConnections connections)
    {
        var meter = meters.Create("Breakwater.Gateway");
        connects = meter.CreateCounter<long>("breakwater.gateway.connects", "{connection}", "Devices let in.");
        disconnects = meter.CreateCounter<long>("breakwater.gateway.disconnects", "{connection}", "Connections that ended, by reason code.");
        wills = meter.CreateCounter<long>("breakwater.gateway.wills", "{will}", "Delayed wills that were due, by what became of them.");
        meter.CreateObservableUpDownCounter("breakwater.gateway.connections", () => connections.Count, "{connection}", "Devices connected now.");
    }

    public void Connected() => connects.Add(1);

    public void WillEnded(bool published) => wills.Add(1, new KeyValuePair<string, object?>("outcome", published ? "published" : "dropped"));

    public void Disconnected(ReasonCode reason) => disconnects.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));
}

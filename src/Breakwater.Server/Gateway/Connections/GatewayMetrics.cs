using System.Diagnostics.Metrics;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Gateway.Connections;

/// <summary>Meter <c>Breakwater.Gateway</c>.</summary>
internal sealed class GatewayMetrics
{
    private static readonly Metric Connections = new("breakwater.gateway.connections", "{connection}", "Devices connected now.");
    private static readonly Metric Connects = new("breakwater.gateway.connects", "{connection}", "Devices let in.");
    private static readonly Metric Disconnects = new("breakwater.gateway.disconnects", "{connection}", "Connections that ended, by MQTT reason code.", "reason");
    private static readonly Metric Wills = new("breakwater.gateway.wills", "{will}", "Delayed wills that were due: published, or dropped because the device may not publish any more.", "outcome");

    private readonly Counter<long> connects;
    private readonly Counter<long> disconnects;
    private readonly Counter<long> wills;

    public GatewayMetrics(IMeterFactory meters, GatewayConnections connections)
    {
        var meter = meters.Create("Breakwater.Gateway");
        connects = meter.CreateCounter<long>(Connects.Name, Connects.Unit, Connects.Meaning);
        disconnects = meter.CreateCounter<long>(Disconnects.Name, Disconnects.Unit, Disconnects.Meaning);
        wills = meter.CreateCounter<long>(Wills.Name, Wills.Unit, Wills.Meaning);
        meter.CreateObservableUpDownCounter(Connections.Name, () => connections.Count, Connections.Unit, Connections.Meaning);
    }

    public static IReadOnlyList<Metric> All => [Connections, Connects, Disconnects, Wills];

    public void Connected() => connects.Add(1);

    public void WillEnded(bool published) => wills.Add(1, new KeyValuePair<string, object?>("outcome", published ? "published" : "dropped"));

    public void Disconnected(ReasonCode reason) => disconnects.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));
}

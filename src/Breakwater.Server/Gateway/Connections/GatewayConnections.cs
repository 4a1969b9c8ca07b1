using System.Collections.Concurrent;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Gateway.Beats;
using Breakwater.Server.Gateway.Limits;

namespace Breakwater.Server.Gateway.Connections;

/// <summary>Every connection of this process, by its own id and by nothing else: what ends a device's connection are the grounds of its lease. At each heartbeat it looks for silent and stuck ones.</summary>
internal sealed class GatewayConnections(GatewayOptions options) : IHeartbeatHandler
{
    private readonly ConcurrentDictionary<string, MqttConnection> connected = [];

    public int Count => connected.Count;

    public void Add(MqttConnection connection) => connected[connection.Id] = connection;

    public void Remove(MqttConnection connection) => connected.TryRemove(connection.Id, out _);

    /// <summary>Tells everyone that the server stops; Kestrel waits for their connections to end.</summary>
    public void SayGoodbye()
    {
        foreach (var connection in connected.Values)
        {
            connection.RequestClose(ReasonCode.ServerShuttingDown);
        }
    }

    void IHeartbeatHandler.OnHeartbeat() => Everyone.LookAt(connected.Select(c => c.Value), LookAt);

    private void LookAt(MqttConnection connection)
    {
        // MQTT 5.0 §3.1.2.10: one and a half times the keep-alive.
        if (connection.SilenceLimit is { } limit && connection.Silence > limit)
        {
            connection.RequestClose(ReasonCode.KeepAliveTimeout);
        }
        else if (connection.Outbound.StuckFor() > options.WriteTimeout)
        {
            connection.Abort();
        }
    }
}

using System.Collections.Concurrent;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Gateway.Limits;

namespace Breakwater.Server.Gateway.Connections;

/// <summary>Every connection of this process, by its own id and by nothing else: what ends a device's connection are the grounds of its lease. One heartbeat a second looks for silent and stuck ones.</summary>
internal sealed class GatewayConnections : IDisposable
{
    private readonly ConcurrentDictionary<string, MqttConnection> connected = [];
    private readonly DeviceRates rates;
    private readonly GatewayOptions options;
    private readonly ITimer heartbeat;

    public GatewayConnections(DeviceRates rates, GatewayOptions options, TimeProvider time)
    {
        this.rates = rates;
        this.options = options;
        heartbeat = time.CreateTimer(_ => Beat(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

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

    public void Dispose() => heartbeat.Dispose();

    private void Beat()
    {
        rates.Beat();
        foreach (var connection in connected.Values)
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
}

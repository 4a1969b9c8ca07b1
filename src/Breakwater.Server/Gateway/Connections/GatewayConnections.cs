using System.Collections.Concurrent;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Server.Gateway.Connections;

/// <summary>Every connection of this process; one heartbeat a second looks for silent and stuck ones.</summary>
internal sealed class GatewayConnections : IDisposable
{
    private readonly ConcurrentDictionary<string, MqttConnection> connected = [];
    private readonly ConcurrentDictionary<DeviceId, MqttConnection> byDevice = [];
    private readonly TimeProvider time;
    private readonly GatewayOptions options;
    private readonly ITimer heartbeat;
    private long supersessions;

    public GatewayConnections(GatewayOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        heartbeat = time.CreateTimer(_ => Beat(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public int Count => connected.Count;

    /// <summary>How often a newer certificate has come into use.</summary>
    public long Supersessions => Interlocked.Read(ref supersessions);

    public void Add(MqttConnection connection)
    {
        connected[connection.Id] = connection;
        byDevice[connection.Principal.Device!.Value] = connection;
    }

    public void Remove(MqttConnection connection)
    {
        connected.TryRemove(connection.Id, out _);
        byDevice.TryRemove(KeyValuePair.Create(connection.Principal.Device!.Value, connection));
    }

    /// <summary>The device has used a newer certificate; a connection that came with an older one ends.</summary>
    public void EndSuperseded(DeviceId device)
    {
        Interlocked.Increment(ref supersessions);
        if (byDevice.TryGetValue(device, out var connection))
        {
            connection.RequestClose(ReasonCode.AdministrativeAction, "A newer certificate of this device is in use.");
        }
    }

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
        var now = time.GetUtcNow();
        foreach (var connection in connected.Values)
        {
            if (connection.Principal.ExpiresAt <= now)
            {
                // A connection ends with the certificate that opened it (law 5); a device has renewed long before.
                connection.RequestClose(ReasonCode.AdministrativeAction, "The certificate has expired.");
                continue;
            }

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

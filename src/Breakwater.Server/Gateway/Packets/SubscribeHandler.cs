using Breakwater.Mqtt;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Subscribing;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Sessions;
using Breakwater.Server.Gateway.Topics;

namespace Breakwater.Server.Gateway.Packets;

/// <summary>MQTT 5.0 §3.8. Every filter is decided for itself and answered for itself; what is not granted is not silently dropped later.</summary>
internal sealed class SubscribeHandler(SessionStore sessions, Signals signals) : IPacketHandler
{
    public PacketType Type => PacketType.Subscribe;

    public WayInPolicy Policy { get; } = PacketPolicies.ForDevices(DeviceAction.ReceiveCommands, cost: 10);

    public ValueTask<PacketOutcome> HandleAsync(MqttConnection connection, in MqttFrame frame)
    {
        var status = SubscribePacket.TryParse(frame, connection.Version.Value, out var packet);
        return status == ParseStatus.Ok ? SubscribeAsync(connection, packet!) : ValueTask.FromResult(PacketPolicies.Malformed(status));
    }

    /// <summary>Starts what the session's subscriptions ask for: now and whenever it changes.</summary>
    public static async Task ReceiveAsync(MqttConnection connection)
    {
        await connection.Grain.ReceiveCommandsAsync(connection.Permit(DeviceAction.ReceiveCommands), connection.Id);
        if (connection.Profile.Desired is not null)
        {
            await connection.Grain.ReceiveDesiredAsync(connection.Permit(DeviceAction.ReceiveCommands), connection.Id);
        }
    }

    private async ValueTask<PacketOutcome> SubscribeAsync(MqttConnection connection, SubscribePacket packet)
    {
        var reasons = new ReasonCode[packet.Subscriptions.Count];
        for (var i = 0; i < reasons.Length; i++)
        {
            reasons[i] = Decide(connection, packet.Subscriptions[i], packet.SubscriptionIdentifier);
        }

        var granted = Array.Exists(reasons, r => r <= ReasonCode.GrantedQoS1);
        if (granted && connection.SessionExpiry > TimeSpan.Zero)
        {
            // A SUBACK of a persistent session is a promise that outlives the server: kept first.
            await connection.AsPermittedAsync(() => sessions.SaveAsync(connection.Permits.Connect, connection.Subscriptions, SessionStore.WhileConnected));
            connection.SessionKept = true;
        }

        connection.Outbound.Write(
            (connection.Version.Value, packet.PacketId, reasons),
            static (output, s) => PacketWriter.WriteSubAck(output, s.Value, s.PacketId, s.reasons));
        if (granted)
        {
            await connection.AsPermittedAsync(() => ReceiveAsync(connection));
        }

        return PacketOutcome.Continue;
    }

    private ReasonCode Decide(MqttConnection connection, SubscriptionRequest request, uint? identifier)
    {
        if (identifier is not null)
        {
            return ReasonCode.SubscriptionIdentifiersNotSupported;
        }

        if (!connection.Profile.MaySubscribe(request.Filter, connection.Bindings, out var foreign))
        {
            var kind = TopicSuspicion.Of(request.Filter, foreign);
            signals.Raise(new Signal(
                kind, connection.Principal.Id.ToString(), connection.Principal.Device?.ToString(), connection.Remote, "SUBSCRIBE", request.Filter));
            return ReasonCode.NotAuthorized;
        }

        var quality = request.QualityOfService == QualityOfService.AtMostOnce ? QualityOfService.AtMostOnce : QualityOfService.AtLeastOnce;
        lock (connection.Subscriptions)
        {
            if (!connection.Subscriptions.ContainsKey(request.Filter) && connection.Subscriptions.Count >= connection.Options.Subscriptions)
            {
                return ReasonCode.QuotaExceeded;
            }

            connection.Subscriptions[request.Filter] = quality;
        }

        return quality == QualityOfService.AtMostOnce ? ReasonCode.GrantedQoS0 : ReasonCode.GrantedQoS1;
    }
}

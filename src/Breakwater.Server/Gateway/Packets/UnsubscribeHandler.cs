using Breakwater.Mqtt;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Subscribing;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Sessions;

namespace Breakwater.Server.Gateway.Packets;

/// <summary>MQTT 5.0 §3.10.</summary>
internal sealed class UnsubscribeHandler(SessionStore sessions) : IPacketHandler
{
    public PacketType Type => PacketType.Unsubscribe;

    public WayInPolicy Policy { get; } = PacketPolicies.ForDevices(DeviceAction.ReceiveCommands, cost: 10);

    public ValueTask<PacketOutcome> HandleAsync(MqttConnection connection, in MqttFrame frame)
    {
        var status = UnsubscribePacket.TryParse(frame, connection.Version.Value, out var packet);
        return status == ParseStatus.Ok ? UnsubscribeAsync(connection, packet!) : ValueTask.FromResult(PacketPolicies.Malformed(status));
    }

    private async ValueTask<PacketOutcome> UnsubscribeAsync(MqttConnection connection, UnsubscribePacket packet)
    {
        var reasons = new ReasonCode[packet.Filters.Count];
        lock (connection.Subscriptions)
        {
            for (var i = 0; i < reasons.Length; i++)
            {
                reasons[i] = connection.Subscriptions.Remove(packet.Filters[i]) ? ReasonCode.Success : ReasonCode.NoSubscriptionExisted;
            }
        }

        if (connection.SessionExpiry > TimeSpan.Zero)
        {
            await connection.AsPermittedAsync(() => sessions.SaveAsync(connection.Permits.Connect, connection.Subscriptions, SessionStore.WhileConnected));
            connection.SessionKept = true;
        }

        connection.Outbound.Write(
            (connection.Version.Value, packet.PacketId, reasons),
            static (output, s) => PacketWriter.WriteUnsubAck(output, s.Value, s.PacketId, s.reasons));
        return PacketOutcome.Continue;
    }
}

using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Gateway.Connections;

namespace Breakwater.Server.Gateway.Packets;

/// <summary>MQTT 5.0 §3.4: the device's client confirms a message of ours.</summary>
internal sealed class PubAckHandler : IPacketHandler
{
    public PacketType Type => PacketType.PubAck;

    public WayInPolicy Policy { get; } = PacketPolicies.ForDevices(DeviceAction.ReceiveCommands, cost: 0);

    public ValueTask<PacketOutcome> HandleAsync(MqttConnection connection, in MqttFrame frame)
    {
        var status = PubAckPacket.TryParse(frame, connection.Version.Value, out var packet);
        if (status != ParseStatus.Ok)
        {
            return ValueTask.FromResult(PacketPolicies.Malformed(status));
        }

        // A device that refuses a message with a reason code has received it all the same; what became of the command is for its answer to say.
        return connection.Deliveries.Acknowledge(packet.PacketId) is { Command: { } command } delivery
            ? ConfirmAsync(connection, command, delivery.CompletesCommand && packet.Reason < ReasonCode.UnspecifiedError)
            : ValueTask.FromResult(PacketOutcome.Continue);
    }

    private static async ValueTask<PacketOutcome> ConfirmAsync(MqttConnection connection, CommandId command, bool completes)
    {
        await connection.AsPermittedAsync(
            () => connection.Grain.CommandDeliveredAsync(connection.Permit(DeviceAction.ReceiveCommands), command, completes));
        return PacketOutcome.Continue;
    }
}

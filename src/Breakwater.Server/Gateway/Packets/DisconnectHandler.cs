using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Gateway.Connections;

namespace Breakwater.Server.Gateway.Packets;

/// <summary>MQTT 5.0 §3.14.</summary>
internal sealed class DisconnectHandler : IPacketHandler
{
    public PacketType Type => PacketType.Disconnect;

    public WayInPolicy Policy { get; } = PacketPolicies.ForDevices(DeviceAction.Connect);

    public ValueTask<PacketOutcome> HandleAsync(MqttConnection connection, in MqttFrame frame)
    {
        var status = DisconnectPacket.TryParse(frame, connection.Version.Value, out var packet);
        if (status != ParseStatus.Ok)
        {
            return ValueTask.FromResult(PacketPolicies.Malformed(status));
        }

        if (packet!.SessionExpiryInterval is { } seconds)
        {
            // §3.14.2.2.2: a session that was to end with its connection cannot be kept after all.
            if (connection.SessionExpiry == TimeSpan.Zero && seconds != 0)
            {
                return ValueTask.FromResult(PacketOutcome.Close(ReasonCode.ProtocolError));
            }

            connection.SessionExpiry = ConnectHandler.Limit(seconds, connection.Options);
        }

        if (packet.Reason != ReasonCode.DisconnectWithWillMessage)
        {
            connection.Will = null;
        }

        return ValueTask.FromResult(PacketOutcome.Goodbye(packet.Reason));
    }
}

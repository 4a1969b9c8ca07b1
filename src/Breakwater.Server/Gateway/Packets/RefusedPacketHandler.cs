using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Gateway.Connections;

namespace Breakwater.Server.Gateway.Packets;

/// <summary>A packet that a device has no business to send: of servers, of QoS 2, of authentication methods that are not offered, a second CONNECT.</summary>
internal sealed class RefusedPacketHandler(PacketType type) : IPacketHandler
{
    public static IEnumerable<IPacketHandler> All { get; } =
    [
        .. new[]
        {
            PacketType.ConnAck, PacketType.PubRec, PacketType.PubRel, PacketType.PubComp,
            PacketType.SubAck, PacketType.UnsubAck, PacketType.PingResp, PacketType.Auth,
        }.Select(type => new RefusedPacketHandler(type)),
    ];

    public PacketType Type => type;

    public WayInPolicy Policy => PacketPolicies.Refused;

    public ValueTask<PacketOutcome> HandleAsync(MqttConnection connection, in MqttFrame frame) =>
        ValueTask.FromResult(PacketOutcome.Close(ReasonCode.ProtocolError, $"{type} is not for a device to send."));
}

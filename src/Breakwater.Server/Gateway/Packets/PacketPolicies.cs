using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Gateway.Connections;

namespace Breakwater.Server.Gateway.Packets;

internal static class PacketPolicies
{
    public static WayInPolicy ForDevices(DeviceAction? action, int cost = 1) =>
        new(ListenerName.DevicesMqtt, PrincipalKind.Device, action, cost);

    /// <summary>A packet that is for nobody: it ends the connection.</summary>
    public static WayInPolicy Refused { get; } = new(ListenerName.DevicesMqtt, PrincipalKind.None, null);

    /// <summary>How a packet that does not parse ends the connection (MQTT 5.0 §4.13).</summary>
    public static PacketOutcome Malformed(ParseStatus status) => PacketOutcome.Close(status switch
    {
        ParseStatus.ProtocolError => ReasonCode.ProtocolError,
        ParseStatus.UnsupportedProtocolVersion => ReasonCode.UnsupportedProtocolVersion,
        ParseStatus.LimitExceeded => ReasonCode.QuotaExceeded,
        _ => ReasonCode.MalformedPacket,
    });
}

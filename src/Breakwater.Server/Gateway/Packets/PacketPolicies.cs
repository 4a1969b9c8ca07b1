using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access;

namespace Breakwater.Server.Gateway.Packets;

internal static class PacketPolicies
{
    public static EntryPolicy ForDevices(DeviceAction? action, int cost = 1) =>
        new(ListenerName.DevicesMqtt, PrincipalKind.Device, action, cost);

    /// <summary>A packet that is for nobody: it ends the connection.</summary>
    public static EntryPolicy Refused { get; } = new(ListenerName.DevicesMqtt, PrincipalKind.None, null);

    /// <summary>How a packet that does not parse ends the connection (MQTT 5.0 §4.13).</summary>
    public static PacketOutcome Malformed(ParseStatus status) => PacketOutcome.Close(status switch
    {
        ParseStatus.ProtocolError => ReasonCode.ProtocolError,
        ParseStatus.UnsupportedProtocolVersion => ReasonCode.UnsupportedProtocolVersion,
        ParseStatus.LimitExceeded => ReasonCode.QuotaExceeded,
        _ => ReasonCode.MalformedPacket,
    });
}

using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Gateway.Connections;

namespace Breakwater.Server.Gateway.Packets;

/// <summary>Handles one type of packet. A handler cannot exist without its declaration (law 3).</summary>
internal interface IPacketHandler
{
    PacketType Type { get; }

    WayInPolicy Policy { get; }

    /// <summary>The frame lives until the returned task completes.</summary>
    ValueTask<PacketOutcome> HandleAsync(MqttConnection connection, in MqttFrame frame);
}

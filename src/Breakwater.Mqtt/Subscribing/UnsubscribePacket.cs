using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Subscribing;

/// <summary>A client's request to end subscriptions (§3.10).</summary>
public sealed record UnsubscribePacket
{
    public required ushort PacketId { get; init; }

    /// <summary>One at least; the UNSUBACK of 5.0 answers them in this order.</summary>
    public required IReadOnlyList<string> Filters { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <param name="frame">The frame.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="packet">Not null if, and only if, the result is <see cref="ParseStatus.Ok"/>.</param>
    /// <param name="limits">Defaults to <see cref="ParserLimits.Default"/>.</param>
    public static ParseStatus TryParse(
        in MqttFrame frame, MqttVersion version, out UnsubscribePacket? packet, ParserLimits? limits = null) =>
        UnsubscribeParser.Parse(frame, version, limits ?? ParserLimits.Default, out packet);
}

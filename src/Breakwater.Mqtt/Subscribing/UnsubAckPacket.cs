using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Subscribing;

/// <summary>The answer to UNSUBSCRIBE (§3.11).</summary>
public sealed record UnsubAckPacket
{
    public required ushort PacketId { get; init; }

    /// <summary>One for each filter; empty in 3.1.1, which has none.</summary>
    public required IReadOnlyList<ReasonCode> ReasonCodes { get; init; }

    public string? ReasonString { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <param name="frame">The frame.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="packet">Not null if, and only if, the result is <see cref="ParseStatus.Ok"/>.</param>
    /// <param name="limits">Defaults to <see cref="ParserLimits.Default"/>.</param>
    public static ParseStatus TryParse(in MqttFrame frame, MqttVersion version, out UnsubAckPacket? packet, ParserLimits? limits = null) =>
        UnsubAckParser.Parse(frame, version, limits ?? ParserLimits.Default, out packet);
}

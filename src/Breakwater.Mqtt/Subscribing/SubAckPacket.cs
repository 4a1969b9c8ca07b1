using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Subscribing;

/// <summary>The answer to SUBSCRIBE (§3.9).</summary>
public sealed record SubAckPacket
{
    public required ushort PacketId { get; init; }

    /// <summary>One for each filter asked for; in 3.1.1 a refusal is <see cref="ReasonCode.UnspecifiedError"/>.</summary>
    public required IReadOnlyList<ReasonCode> ReasonCodes { get; init; }

    public string? ReasonString { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <param name="frame">The frame.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="packet">Not null if, and only if, the result is <see cref="ParseStatus.Ok"/>.</param>
    /// <param name="limits">Defaults to <see cref="ParserLimits.Default"/>.</param>
    public static ParseStatus TryParse(in MqttFrame frame, MqttVersion version, out SubAckPacket? packet, ParserLimits? limits = null) =>
        SubAckParser.Parse(frame, version, limits ?? ParserLimits.Default, out packet);
}

using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Subscribing;

/// <summary>A client's request for messages (§3.8).</summary>
public sealed record SubscribePacket
{
    public required ushort PacketId { get; init; }

    /// <summary>One at least; the SUBACK answers them in this order.</summary>
    public required IReadOnlyList<SubscriptionRequest> Subscriptions { get; init; }

    /// <summary>1 to 268,435,455; null if there is none.</summary>
    public uint? SubscriptionIdentifier { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <param name="frame">The frame.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="packet">Not null if, and only if, the result is <see cref="ParseStatus.Ok"/>.</param>
    /// <param name="limits">Defaults to <see cref="ParserLimits.Default"/>.</param>
    public static ParseStatus TryParse(in MqttFrame frame, MqttVersion version, out SubscribePacket? packet, ParserLimits? limits = null) =>
        SubscribeParser.Parse(frame, version, limits ?? ParserLimits.Default, out packet);
}

using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Connecting;

/// <summary>The server's answer to CONNECT (§3.2). Null properties are absent, and mean what the specification says of their
/// absence.</summary>
public sealed record ConnAckPacket
{
    public bool SessionPresent { get; init; }

    /// <summary>In 3.1.1 one of the six that its return codes stand for.</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>Seconds; null is what the client asked for.</summary>
    public uint? SessionExpiryInterval { get; init; }

    /// <summary>Unacknowledged QoS 1 and 2 messages the server takes at once; null is 65,535.</summary>
    public ushort? ReceiveMaximum { get; init; }

    /// <summary>Null is <see cref="QualityOfService.ExactlyOnce"/>, which therefore is never written.</summary>
    public QualityOfService? MaximumQos { get; init; }

    public bool? RetainAvailable { get; init; }

    /// <summary>Bytes; null is no limit.</summary>
    public uint? MaximumPacketSize { get; init; }

    public string? AssignedClientIdentifier { get; init; }

    public ushort? TopicAliasMaximum { get; init; }

    public string? ReasonString { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    public bool? WildcardSubscriptionAvailable { get; init; }

    public bool? SubscriptionIdentifiersAvailable { get; init; }

    public bool? SharedSubscriptionAvailable { get; init; }

    /// <summary>Seconds; binds the client instead of its own. Null is what the client asked for.</summary>
    public ushort? ServerKeepAlive { get; init; }

    public string? ResponseInformation { get; init; }

    public string? ServerReference { get; init; }

    public string? AuthenticationMethod { get; init; }

    public byte[]? AuthenticationData { get; init; }

    /// <param name="frame">The frame.</param>
    /// <param name="version">The version the CONNECT asked for.</param>
    /// <param name="packet">Not null if, and only if, the result is <see cref="ParseStatus.Ok"/>.</param>
    /// <param name="limits">Defaults to <see cref="ParserLimits.Default"/>.</param>
    public static ParseStatus TryParse(in MqttFrame frame, MqttVersion version, out ConnAckPacket? packet, ParserLimits? limits = null) =>
        ConnAckParser.Parse(frame, version, limits ?? ParserLimits.Default, out packet);
}

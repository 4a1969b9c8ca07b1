using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Connecting;

/// <summary>A step of extended authentication (MQTT 5.0 §3.15, §4.12). 3.1.1 has no such packet.</summary>
public sealed record AuthPacket
{
    public ReasonCode Reason { get; init; }

    /// <summary>Null only in the bare two-byte AUTH, which means success.</summary>
    public string? AuthenticationMethod { get; init; }

    public byte[]? AuthenticationData { get; init; }

    public string? ReasonString { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <param name="frame">The frame.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="packet">Not null if, and only if, the result is <see cref="ParseStatus.Ok"/>.</param>
    /// <param name="limits">Defaults to <see cref="ParserLimits.Default"/>.</param>
    public static ParseStatus TryParse(in MqttFrame frame, MqttVersion version, out AuthPacket? packet, ParserLimits? limits = null) =>
        AuthParser.Parse(frame, version, limits ?? ParserLimits.Default, out packet);
}

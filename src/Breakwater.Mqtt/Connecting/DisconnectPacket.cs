using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Connecting;

/// <summary>The last packet of a connection (§3.14): of either side in 5.0, of the client alone in 3.1.1.</summary>
public sealed record DisconnectPacket
{
    /// <summary>Always <see cref="ReasonCode.NormalDisconnection"/> in 3.1.1.</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>Seconds; null keeps what CONNECT said. That it may not rise from 0 is for the session to check (§3.14.2.2.2).</summary>
    public uint? SessionExpiryInterval { get; init; }

    public string? ReasonString { get; init; }

    public string? ServerReference { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <param name="frame">The frame.</param>
    /// <param name="version">The version of the connection.</param>
    /// <param name="packet">Not null if, and only if, the result is <see cref="ParseStatus.Ok"/>.</param>
    /// <param name="limits">Defaults to <see cref="ParserLimits.Default"/>.</param>
    public static ParseStatus TryParse(
        in MqttFrame frame, MqttVersion version, out DisconnectPacket? packet, ParserLimits? limits = null) =>
        DisconnectParser.Parse(frame, version, limits ?? ParserLimits.Default, out packet);
}

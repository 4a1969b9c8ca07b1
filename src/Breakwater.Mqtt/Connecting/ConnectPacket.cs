using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Connecting;

/// <summary>The first packet of a client (§3.1).</summary>
public sealed record ConnectPacket
{
    public MqttVersion Version { get; init; } = MqttVersion.V500;

    /// <summary>Clean Session in 3.1.1.</summary>
    public bool CleanStart { get; init; }

    /// <summary>Seconds; 0 turns the mechanism off.</summary>
    public ushort KeepAlive { get; init; }

    /// <summary>May be empty: whether the server gives one is its decision.</summary>
    public string ClientId { get; init; } = string.Empty;

    public WillMessage? Will { get; init; }

    public string? UserName { get; init; }

    public byte[]? Password { get; init; }

    /// <summary>Seconds the session outlives the connection; 0xFFFFFFFF is for ever. 5.0 only: 3.1.1 says it with <see
    /// cref="CleanStart"/>.</summary>
    public uint SessionExpiryInterval { get; init; }

    /// <summary>Unacknowledged QoS 1 and 2 messages the client takes at once.</summary>
    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;

    /// <summary>The largest packet in bytes the client takes; null is no limit.</summary>
    public uint? MaximumPacketSize { get; init; }

    public ushort TopicAliasMaximum { get; init; }

    public bool RequestResponseInformation { get; init; }

    /// <summary>If false, reason strings and user properties may only be sent in PUBLISH, CONNACK and DISCONNECT.</summary>
    public bool RequestProblemInformation { get; init; } = true;

    public string? AuthenticationMethod { get; init; }

    public byte[]? AuthenticationData { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <param name="frame">The frame.</param>
    /// <param name="packet">Not null if, and only if, the result is <see cref="ParseStatus.Ok"/>.</param>
    /// <param name="limits">Defaults to <see cref="ParserLimits.Default"/>.</param>
    public static ParseStatus TryParse(in MqttFrame frame, out ConnectPacket? packet, ParserLimits? limits = null) =>
        ConnectParser.Parse(frame, limits ?? ParserLimits.Default, out packet);
}

using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Connecting;

/// <summary>What the server publishes when the connection ends without goodbye (MQTT 5.0 §3.1.2.5, §3.1.3.2 to §3.1.3.4).</summary>
public sealed record WillMessage
{
    /// <summary>A valid topic name, if it was read from the wire.</summary>
    public required string Topic { get; init; }

    public byte[] Payload { get; init; } = [];

    public QualityOfService Qos { get; init; }

    public bool Retain { get; init; }

    /// <summary>Seconds between the end of the connection and the message; 0 is at once.</summary>
    public uint DelayInterval { get; init; }

    /// <summary>Seconds; null if the message does not expire.</summary>
    public uint? MessageExpiryInterval { get; init; }

    public bool? PayloadFormatIndicator { get; init; }

    public string? ContentType { get; init; }

    public string? ResponseTopic { get; init; }

    public byte[]? CorrelationData { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}

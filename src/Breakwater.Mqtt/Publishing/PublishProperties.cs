using Breakwater.Mqtt.Properties;

namespace Breakwater.Mqtt.Publishing;

/// <summary>The properties of a PUBLISH to be written (MQTT 5.0 §3.3.2.3); default is none. Nothing of it is written in 3.1.1.</summary>
public readonly record struct PublishProperties
{
    public bool? PayloadFormatIndicator { get; init; }

    /// <summary>Seconds.</summary>
    public uint? MessageExpiryInterval { get; init; }

    /// <summary>0 is none.</summary>
    public ushort TopicAlias { get; init; }

    /// <summary>UTF-8; empty is none.</summary>
    public ReadOnlyMemory<byte> ResponseTopic { get; init; }

    /// <summary>Empty is none.</summary>
    public ReadOnlyMemory<byte> CorrelationData { get; init; }

    /// <summary>UTF-8; empty is none.</summary>
    public ReadOnlyMemory<byte> ContentType { get; init; }

    public ReadOnlyMemory<uint> SubscriptionIdentifiers { get; init; }

    public IReadOnlyList<UserProperty>? UserProperties { get; init; }
}

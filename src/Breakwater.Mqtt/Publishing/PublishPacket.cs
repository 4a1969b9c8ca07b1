using System.Buffers;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Publishing;

/// <summary>An application message (§3.3). Every sequence points into the frame's buffer and lives as long as that does.</summary>
public readonly struct PublishPacket
{
    private readonly PublishPropertyValues _properties;

    internal PublishPacket(
        byte flags,
        ushort packetId,
        in ReadOnlySequence<byte> topic,
        in ReadOnlySequence<byte> payload,
        in PublishPropertyValues properties)
    {
        QualityOfService = (QualityOfService)((flags >> 1) & 3);
        Retain = (flags & 0b0001) != 0;
        Duplicate = (flags & 0b1000) != 0;
        PacketId = packetId;
        Topic = topic;
        Payload = payload;
        _properties = properties;
    }

    public QualityOfService QualityOfService { get; }

    public bool Retain { get; }

    public bool Duplicate { get; }

    /// <summary>0 at QoS 0, else not 0.</summary>
    public ushort PacketId { get; }

    /// <summary>A valid topic name in UTF-8; empty only in 5.0 and with a <see cref="TopicAlias"/>.</summary>
    public ReadOnlySequence<byte> Topic { get; }

    public ReadOnlySequence<byte> Payload { get; }

    /// <summary>0 if there is none.</summary>
    public ushort TopicAlias => _properties.TopicAlias;

    /// <summary>Seconds; null if the message does not expire.</summary>
    public uint? MessageExpiryInterval => _properties.MessageExpiryInterval;

    /// <summary>True for UTF-8 text, false for bytes, null if the sender did not say.</summary>
    public bool? PayloadFormatIndicator => _properties.PayloadFormatIndicator;

    /// <summary>A valid topic name; empty if there is none.</summary>
    public ReadOnlySequence<byte> ResponseTopic => _properties.ResponseTopic;

    public ReadOnlySequence<byte> CorrelationData => _properties.CorrelationData;

    /// <summary>Well-formed UTF-8; empty if there is none.</summary>
    public ReadOnlySequence<byte> ContentType => _properties.ContentType;

    /// <summary>A client must not send any [MQTT-3.3.4-6]; the parser cannot know who sent it, so the server checks.</summary>
    public int SubscriptionIdentifierCount => _properties.SubscriptionIdentifierCount;

    public SubscriptionIdentifierSequence SubscriptionIdentifiers => new(_properties.Section);

    public int UserPropertyCount => _properties.UserPropertyCount;

    public UserPropertySequence UserProperties => new(_properties.Section, PropertyScope.Publish);

    public static ParseStatus TryParse(in MqttFrame frame, MqttVersion version, out PublishPacket packet, ParserLimits? limits = null) =>
        PublishParser.Parse(frame, version, limits ?? ParserLimits.Default, out packet);
}

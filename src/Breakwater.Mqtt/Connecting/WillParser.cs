using System.Buffers;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Topics;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Connecting;

internal static class WillParser
{
    // MQTT 3.1.1 §3.1.3.2, §3.1.3.3; MQTT 5.0 §3.1.3.2 to §3.1.3.4
    public static ParseStatus Read(
        scoped ref FieldReader fields, MqttVersion version, ConnectFlags flags, ParserLimits limits, out WillMessage? will)
    {
        will = null;
        WillMessage message = new() { Topic = string.Empty, Qos = flags.WillQos, Retain = flags.WillRetain };
        ParseStatus status = version == MqttVersion.V500 ? ReadProperties(ref fields, limits, ref message) : ParseStatus.Ok;
        if (status != ParseStatus.Ok)
        {
            return status;
        }

        if (!fields.TryReadText(out ReadOnlySequence<byte> topic) || !fields.TryReadBinary(out ReadOnlySequence<byte> payload))
        {
            return ParseStatus.Malformed;
        }

        if (topic.IsEmpty || TopicName.HasWildcard(topic))
        {
            return ParseStatus.ProtocolError;
        }

        will = message with { Topic = Utf8Text.Decode(topic), Payload = payload.ToArray() };
        return ParseStatus.Ok;
    }

    // MQTT 5.0 §3.1.3.2
    private static ParseStatus ReadProperties(scoped ref FieldReader fields, ParserLimits limits, ref WillMessage will)
    {
        if (!PropertyReader.TryOpen(ref fields, PropertyScope.Will, limits, out PropertyReader properties))
        {
            return ParseStatus.Malformed;
        }

        while (properties.TryNext(out Property property))
        {
            will = With(will, property);
        }

        if (properties.Status == ParseStatus.Ok)
        {
            will = will with { UserProperties = new UserPropertySequence(properties.Section, PropertyScope.Will).ToList() };
        }

        return properties.Status;
    }

    private static WillMessage With(WillMessage will, in Property property) => property.Id switch
    {
        PropertyId.WillDelayInterval => will with { DelayInterval = property.Number },
        PropertyId.PayloadFormatIndicator => will with { PayloadFormatIndicator = property.Flag },
        PropertyId.MessageExpiryInterval => will with { MessageExpiryInterval = property.Number },
        PropertyId.ContentType => will with { ContentType = property.Text },
        PropertyId.ResponseTopic => will with { ResponseTopic = property.Text },
        PropertyId.CorrelationData => will with { CorrelationData = property.Bytes.ToArray() },
        _ => will,
    };
}

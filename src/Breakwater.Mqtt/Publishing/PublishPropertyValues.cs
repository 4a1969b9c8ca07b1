using System.Buffers;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Publishing;

internal struct PublishPropertyValues
{
    public ReadOnlySequence<byte> Section;
    public ReadOnlySequence<byte> ResponseTopic;
    public ReadOnlySequence<byte> CorrelationData;
    public ReadOnlySequence<byte> ContentType;
    public uint? MessageExpiryInterval;
    public bool? PayloadFormatIndicator;
    public ushort TopicAlias;
    public int SubscriptionIdentifierCount;
    public int UserPropertyCount;

    // MQTT 5.0 §3.3.2.3
    public static ParseStatus Read(scoped ref FieldReader fields, ParserLimits limits, out PublishPropertyValues values)
    {
        values = default;
        if (fields.TrySkipZero())
        {
            return ParseStatus.Ok;
        }

        if (!PropertyReader.TryOpen(ref fields, PropertyScope.Publish, limits, out PropertyReader properties))
        {
            return ParseStatus.Malformed;
        }

        values.Section = properties.Section;
        while (properties.TryNext(out Property property))
        {
            values.Take(property);
        }

        return properties.Status;
    }

    private void Take(in Property property)
    {
        switch (property.Id)
        {
            case PropertyId.PayloadFormatIndicator:
                PayloadFormatIndicator = property.Flag;
                break;
            case PropertyId.MessageExpiryInterval:
                MessageExpiryInterval = property.Number;
                break;
            case PropertyId.TopicAlias:
                TopicAlias = (ushort)property.Number;
                break;
            case PropertyId.ResponseTopic:
                ResponseTopic = property.Bytes;
                break;
            case PropertyId.CorrelationData:
                CorrelationData = property.Bytes;
                break;
            case PropertyId.ContentType:
                ContentType = property.Bytes;
                break;
            case PropertyId.SubscriptionIdentifier:
                SubscriptionIdentifierCount++;
                break;
            case PropertyId.UserProperty:
                UserPropertyCount++;
                break;
        }
    }
}

using System.Text;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Publishing;

/// <summary>Measures and writes the section in place, so that a PUBLISH is built without a buffer of its own.</summary>
internal static class PublishPropertiesWriter
{
    private const int LengthPrefix = sizeof(ushort);

    public static int Measure(in PublishProperties properties)
    {
        int length = properties.PayloadFormatIndicator is null ? 0 : 1 + sizeof(byte);
        length += properties.MessageExpiryInterval is null ? 0 : 1 + sizeof(uint);
        length += properties.TopicAlias == 0 ? 0 : 1 + sizeof(ushort);
        length += MeasureBytes(properties.ResponseTopic) + MeasureBytes(properties.CorrelationData) + MeasureBytes(properties.ContentType);
        foreach (uint identifier in properties.SubscriptionIdentifiers.Span)
        {
            length += 1 + VariableByteInteger.LengthOf((int)identifier);
        }

        for (int i = 0; i < properties.UserProperties?.Count; i++)
        {
            UserProperty property = properties.UserProperties[i];
            length += 1 + LengthPrefix + Encoding.UTF8.GetByteCount(property.Name);
            length += LengthPrefix + Encoding.UTF8.GetByteCount(property.Value);
        }

        return length;
    }

    // MQTT 5.0 §3.3.2.3
    public static void Write(ref SpanWriter output, in PublishProperties properties)
    {
        if (properties.PayloadFormatIndicator is { } isText)
        {
            output.Byte((byte)PropertyId.PayloadFormatIndicator);
            output.Byte((byte)(isText ? 1 : 0));
        }

        if (properties.MessageExpiryInterval is { } seconds)
        {
            output.Byte((byte)PropertyId.MessageExpiryInterval);
            output.UInt32(seconds);
        }

        if (properties.TopicAlias != 0)
        {
            output.Byte((byte)PropertyId.TopicAlias);
            output.UInt16(properties.TopicAlias);
        }

        WriteBytes(ref output, PropertyId.ResponseTopic, properties.ResponseTopic);
        WriteBytes(ref output, PropertyId.CorrelationData, properties.CorrelationData);
        WriteBytes(ref output, PropertyId.ContentType, properties.ContentType);
        foreach (uint identifier in properties.SubscriptionIdentifiers.Span)
        {
            output.Byte((byte)PropertyId.SubscriptionIdentifier);
            output.VariableByteInteger((int)identifier);
        }

        for (int i = 0; i < properties.UserProperties?.Count; i++)
        {
            UserProperty property = properties.UserProperties[i];
            output.Byte((byte)PropertyId.UserProperty);
            output.Text(property.Name);
            output.Text(property.Value);
        }
    }

    private static int MeasureBytes(ReadOnlyMemory<byte> value) => value.IsEmpty ? 0 : 1 + LengthPrefix + value.Length;

    private static void WriteBytes(ref SpanWriter output, PropertyId id, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
        {
            output.Byte((byte)id);
            output.Binary(value.Span);
        }
    }
}

using System.Buffers;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Topics;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Publishing;

internal static class PublishParser
{
    // MQTT 3.1.1 §3.3, MQTT 5.0 §3.3
    public static ParseStatus Parse(in MqttFrame frame, MqttVersion version, ParserLimits limits, out PublishPacket packet)
    {
        packet = default;
        FieldReader fields = new(frame.Body);
        if (frame.Type != PacketType.Publish || !fields.TryReadBinary(out ReadOnlySequence<byte> topic))
        {
            return ParseStatus.Malformed;
        }

        ushort packetId = 0;
        bool acknowledged = (frame.Flags & 0b0110) != 0;
        if (acknowledged && !fields.TryReadUInt16(out packetId))
        {
            return ParseStatus.Malformed;
        }

        PublishPropertyValues properties = default;
        if (version == MqttVersion.V500)
        {
            ParseStatus status = PublishPropertyValues.Read(ref fields, limits, out properties);
            if (status != ParseStatus.Ok)
            {
                return status;
            }
        }

        ParseStatus outcome = CheckTopic(topic, properties.TopicAlias);
        // [MQTT-2.2.1-3]: the identifier is not zero; [MQTT-3.3.1-2]: what is not acknowledged is never a duplicate.
        if (outcome == ParseStatus.Ok && (acknowledged ? packetId == 0 : (frame.Flags & 0b1000) != 0))
        {
            outcome = ParseStatus.ProtocolError;
        }

        if (outcome == ParseStatus.Ok)
        {
            packet = new PublishPacket(frame.Flags, packetId, topic, fields.Rest, properties);
        }

        return outcome;
    }

    // §3.3.2.1: no wildcards [MQTT-3.3.2-2]; empty only beside a topic alias.
    private static ParseStatus CheckTopic(in ReadOnlySequence<byte> topic, ushort topicAlias)
    {
        if (topic.IsEmpty)
        {
            return topicAlias != 0 ? ParseStatus.Ok : ParseStatus.ProtocolError;
        }

        if (topic.IsSingleSegment && TopicName.IsValid(topic.FirstSpan))
        {
            return ParseStatus.Ok;
        }

        return !Utf8Text.IsWellFormed(topic) ? ParseStatus.Malformed
            : TopicName.HasWildcard(topic) ? ParseStatus.ProtocolError
            : ParseStatus.Ok;
    }
}

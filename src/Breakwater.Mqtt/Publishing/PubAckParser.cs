using System.Buffers;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Publishing;

internal static class PubAckParser
{
    // MQTT 3.1.1 §3.4 to §3.7: the identifier alone. MQTT 5.0 §3.4.2.1: reason and properties may be left off from the end.
    public static ParseStatus Parse(in MqttFrame frame, MqttVersion version, ParserLimits limits, out PubAckPacket packet)
    {
        packet = default;
        FieldReader fields = new(frame.Body);
        if (frame.Type is < PacketType.PubAck or > PacketType.PubComp || !fields.TryReadUInt16(out ushort packetId))
        {
            return ParseStatus.Malformed;
        }

        if (packetId == 0)
        {
            return ParseStatus.ProtocolError;
        }

        if (fields.End)
        {
            packet = new PubAckPacket(frame.Type, packetId, ReasonCode.Success);
            return ParseStatus.Ok;
        }

        return version == MqttVersion.V500
            ? ReadOutcome(ref fields, frame.Type, packetId, limits, ref packet)
            : ParseStatus.Malformed;
    }

    private static ParseStatus ReadOutcome(
        scoped ref FieldReader fields, PacketType type, ushort packetId, ParserLimits limits, ref PubAckPacket packet)
    {
        if (!fields.TryReadByte(out byte code))
        {
            return ParseStatus.Malformed;
        }

        ReasonCode reason = (ReasonCode)code;
        if (!ReasonCodeRules.IsAllowed(type, reason))
        {
            return ParseStatus.ProtocolError;
        }

        if (fields.End)
        {
            packet = new PubAckPacket(type, packetId, reason);
            return ParseStatus.Ok;
        }

        if (!PropertyReader.TryOpen(ref fields, (PropertyScope)(1 << (int)type), limits, out PropertyReader properties) || !fields.End)
        {
            return ParseStatus.Malformed;
        }

        ReadOnlySequence<byte>? reasonString = null;
        while (properties.TryNext(out Property property))
        {
            if (property.Id == PropertyId.ReasonString)
            {
                reasonString = property.Bytes;
            }
        }

        if (properties.Status == ParseStatus.Ok)
        {
            packet = new PubAckPacket(type, packetId, reason, properties.Section, reasonString);
        }

        return properties.Status;
    }
}

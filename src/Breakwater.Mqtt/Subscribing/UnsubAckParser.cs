using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Subscribing;

internal static class UnsubAckParser
{
    // MQTT 3.1.1 §3.11: the identifier alone. MQTT 5.0 §3.11
    public static ParseStatus Parse(in MqttFrame frame, MqttVersion version, ParserLimits limits, out UnsubAckPacket? packet)
    {
        packet = null;
        FieldReader fields = new(frame.Body);
        if (frame.Type != PacketType.UnsubAck || !fields.TryReadUInt16(out ushort packetId) || (version != MqttVersion.V500 && !fields.End))
        {
            return ParseStatus.Malformed;
        }

        if (packetId == 0)
        {
            return ParseStatus.ProtocolError;
        }

        if (version != MqttVersion.V500)
        {
            packet = new UnsubAckPacket { PacketId = packetId, ReasonCodes = [] };
            return ParseStatus.Ok;
        }

        ParseStatus status = ExplanationProperties.Read(
            ref fields, PropertyScope.UnsubAck, limits, out string? reasonString, out IReadOnlyList<UserProperty> userProperties);
        if (status != ParseStatus.Ok || !AcknowledgedReasons.TryRead(ref fields, PacketType.UnsubAck, version, out ReasonCode[] reasons))
        {
            return status == ParseStatus.Ok ? ParseStatus.ProtocolError : status;
        }

        packet = new UnsubAckPacket
        {
            PacketId = packetId,
            ReasonCodes = reasons,
            ReasonString = reasonString,
            UserProperties = userProperties,
        };
        return ParseStatus.Ok;
    }
}

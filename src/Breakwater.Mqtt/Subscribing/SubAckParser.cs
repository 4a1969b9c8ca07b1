using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Subscribing;

internal static class SubAckParser
{
    // MQTT 3.1.1 §3.9, MQTT 5.0 §3.9
    public static ParseStatus Parse(in MqttFrame frame, MqttVersion version, ParserLimits limits, out SubAckPacket? packet)
    {
        packet = null;
        FieldReader fields = new(frame.Body);
        if (frame.Type != PacketType.SubAck || !fields.TryReadUInt16(out ushort packetId))
        {
            return ParseStatus.Malformed;
        }

        string? reasonString = null;
        IReadOnlyList<UserProperty> userProperties = [];
        ParseStatus status = packetId == 0 ? ParseStatus.ProtocolError
            : version == MqttVersion.V500
                ? ExplanationProperties.Read(ref fields, PropertyScope.SubAck, limits, out reasonString, out userProperties)
                : ParseStatus.Ok;
        if (status != ParseStatus.Ok || !AcknowledgedReasons.TryRead(ref fields, PacketType.SubAck, version, out ReasonCode[] reasons))
        {
            return status == ParseStatus.Ok ? ParseStatus.ProtocolError : status;
        }

        packet = new SubAckPacket
        {
            PacketId = packetId,
            ReasonCodes = reasons,
            ReasonString = reasonString,
            UserProperties = userProperties,
        };
        return ParseStatus.Ok;
    }
}

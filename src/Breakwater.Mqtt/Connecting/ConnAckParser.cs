using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Connecting;

internal static class ConnAckParser
{
    // MQTT 3.1.1 §3.2, MQTT 5.0 §3.2
    public static ParseStatus Parse(in MqttFrame frame, MqttVersion version, ParserLimits limits, out ConnAckPacket? packet)
    {
        packet = null;
        FieldReader fields = new(frame.Body);
        if (frame.Type != PacketType.ConnAck || !fields.TryReadByte(out byte flags) || !fields.TryReadByte(out byte code) || flags > 1)
        {
            return ParseStatus.Malformed;
        }

        ReasonCode reason = (ReasonCode)code;
        bool known = version == MqttVersion.V500
            ? ReasonCodeRules.IsAllowed(PacketType.ConnAck, reason)
            : ConnectReturnCode.TryRead(code, out reason);

        // [MQTT-3.2.2-6]: a refusal has no session.
        if (!known || (flags != 0 && reason != ReasonCode.Success))
        {
            return ParseStatus.ProtocolError;
        }

        ConnAckPacket connAck = new() { SessionPresent = flags != 0, Reason = reason };
        ParseStatus status = version == MqttVersion.V500 ? ConnAckProperties.Read(ref fields, limits, ref connAck) : ParseStatus.Ok;
        if (status == ParseStatus.Ok && !fields.End)
        {
            status = ParseStatus.Malformed;
        }

        packet = status == ParseStatus.Ok ? connAck : null;
        return status;
    }
}

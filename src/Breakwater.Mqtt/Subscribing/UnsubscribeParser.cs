using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Topics;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Subscribing;

internal static class UnsubscribeParser
{
    // MQTT 3.1.1 §3.10, MQTT 5.0 §3.10
    public static ParseStatus Parse(in MqttFrame frame, MqttVersion version, ParserLimits limits, out UnsubscribePacket? packet)
    {
        packet = null;
        FieldReader fields = new(frame.Body);
        if (frame.Type != PacketType.Unsubscribe || !fields.TryReadUInt16(out ushort packetId))
        {
            return ParseStatus.Malformed;
        }

        IReadOnlyList<UserProperty> userProperties = [];
        ParseStatus status = packetId == 0 ? ParseStatus.ProtocolError
            : version == MqttVersion.V500
                ? ExplanationProperties.Read(ref fields, PropertyScope.Unsubscribe, limits, out _, out userProperties)
                : ParseStatus.Ok;
        List<string> filters = [];
        if (status == ParseStatus.Ok)
        {
            status = ReadFilters(ref fields, limits, filters);
        }

        packet = status == ParseStatus.Ok
            ? new UnsubscribePacket { PacketId = packetId, Filters = filters, UserProperties = userProperties }
            : null;
        return status;
    }

    // §3.10.3: one filter at least [MQTT-3.10.3-2]. A shared filter follows the grammar of a plain one, so one check serves both.
    private static ParseStatus ReadFilters(scoped ref FieldReader fields, ParserLimits limits, List<string> filters)
    {
        do
        {
            if (fields.End)
            {
                return ParseStatus.ProtocolError;
            }

            if (!fields.TryReadText(out string filter))
            {
                return ParseStatus.Malformed;
            }

            if (filters.Count == limits.MaximumFilters)
            {
                return ParseStatus.LimitExceeded;
            }

            if (!TopicFilter.IsValid(filter))
            {
                return ParseStatus.ProtocolError;
            }

            filters.Add(filter);
        }
        while (!fields.End);

        return ParseStatus.Ok;
    }
}

using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Subscribing;

internal static class SubscribeParser
{
    // MQTT 3.1.1 §3.8, MQTT 5.0 §3.8
    public static ParseStatus Parse(in MqttFrame frame, MqttVersion version, ParserLimits limits, out SubscribePacket? packet)
    {
        packet = null;
        FieldReader fields = new(frame.Body);
        if (frame.Type != PacketType.Subscribe || !fields.TryReadUInt16(out ushort packetId))
        {
            return ParseStatus.Malformed;
        }

        List<SubscriptionRequest> subscriptions = [];
        SubscribePacket subscribe = new() { PacketId = packetId, Subscriptions = subscriptions };
        ParseStatus status = packetId == 0 ? ParseStatus.ProtocolError
            : version == MqttVersion.V500 ? ReadProperties(ref fields, limits, ref subscribe)
            : ParseStatus.Ok;
        if (status == ParseStatus.Ok)
        {
            status = ReadSubscriptions(ref fields, version, limits, subscriptions);
        }

        packet = status == ParseStatus.Ok ? subscribe : null;
        return status;
    }

    // MQTT 5.0 §3.8.2.1
    private static ParseStatus ReadProperties(scoped ref FieldReader fields, ParserLimits limits, ref SubscribePacket subscribe)
    {
        if (!PropertyReader.TryOpen(ref fields, PropertyScope.Subscribe, limits, out PropertyReader properties))
        {
            return ParseStatus.Malformed;
        }

        uint? identifier = null;
        while (properties.TryNext(out Property property))
        {
            identifier = property.Id == PropertyId.SubscriptionIdentifier ? property.Number : identifier;
        }

        if (properties.Status == ParseStatus.Ok)
        {
            subscribe = subscribe with
            {
                SubscriptionIdentifier = identifier,
                UserProperties = new UserPropertySequence(properties.Section, PropertyScope.Subscribe).ToList(),
            };
        }

        return properties.Status;
    }

    // §3.8.3: one filter at least [MQTT-3.8.3-2].
    private static ParseStatus ReadSubscriptions(
        scoped ref FieldReader fields, MqttVersion version, ParserLimits limits, List<SubscriptionRequest> subscriptions)
    {
        do
        {
            if (fields.End)
            {
                return ParseStatus.ProtocolError;
            }

            if (!fields.TryReadText(out string filter) || !fields.TryReadByte(out byte options))
            {
                return ParseStatus.Malformed;
            }

            ParseStatus status = subscriptions.Count < limits.MaximumFilters
                ? SubscriptionOptions.Read(options, version, filter, out SubscriptionRequest request)
                : Exceeded(out request);
            if (status != ParseStatus.Ok)
            {
                return status;
            }

            subscriptions.Add(request);
        }
        while (!fields.End);

        return ParseStatus.Ok;
    }

    private static ParseStatus Exceeded(out SubscriptionRequest request)
    {
        request = default;
        return ParseStatus.LimitExceeded;
    }
}

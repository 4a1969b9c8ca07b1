using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Connecting;

internal static class DisconnectParser
{
    // MQTT 3.1.1 §3.14: no body. MQTT 5.0 §3.14.2: reason and properties may be left off from the end.
    public static ParseStatus Parse(in MqttFrame frame, MqttVersion version, ParserLimits limits, out DisconnectPacket? packet)
    {
        packet = null;
        if (frame.Type != PacketType.Disconnect || (version != MqttVersion.V500 && !frame.Body.IsEmpty))
        {
            return ParseStatus.Malformed;
        }

        FieldReader fields = new(frame.Body);
        _ = fields.TryReadByte(out byte code);
        DisconnectPacket disconnect = new() { Reason = (ReasonCode)code };
        if (!ReasonCodeRules.IsAllowed(PacketType.Disconnect, disconnect.Reason))
        {
            return ParseStatus.ProtocolError;
        }

        ParseStatus status = fields.End ? ParseStatus.Ok : ReadProperties(ref fields, limits, ref disconnect);
        packet = status == ParseStatus.Ok ? disconnect : null;
        return status;
    }

    // MQTT 5.0 §3.14.2.2
    private static ParseStatus ReadProperties(scoped ref FieldReader fields, ParserLimits limits, ref DisconnectPacket disconnect)
    {
        if (!PropertyReader.TryOpen(ref fields, PropertyScope.Disconnect, limits, out PropertyReader properties) || !fields.End)
        {
            return ParseStatus.Malformed;
        }

        while (properties.TryNext(out Property property))
        {
            disconnect = property.Id switch
            {
                PropertyId.SessionExpiryInterval => disconnect with { SessionExpiryInterval = property.Number },
                PropertyId.ReasonString => disconnect with { ReasonString = property.Text },
                PropertyId.ServerReference => disconnect with { ServerReference = property.Text },
                _ => disconnect,
            };
        }

        if (properties.Status == ParseStatus.Ok)
        {
            disconnect = disconnect with
            {
                UserProperties = new UserPropertySequence(properties.Section, PropertyScope.Disconnect).ToList(),
            };
        }

        return properties.Status;
    }
}

using System.Buffers;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Connecting;

internal static class AuthParser
{
    // MQTT 5.0 §3.15
    public static ParseStatus Parse(in MqttFrame frame, MqttVersion version, ParserLimits limits, out AuthPacket? packet)
    {
        packet = null;
        if (frame.Type != PacketType.Auth || version != MqttVersion.V500)
        {
            return ParseStatus.Malformed;
        }

        FieldReader fields = new(frame.Body);
        if (!fields.TryReadByte(out byte code))
        {
            packet = new AuthPacket();
            return ParseStatus.Ok;
        }

        AuthPacket auth = new() { Reason = (ReasonCode)code };
        if (!ReasonCodeRules.IsAllowed(PacketType.Auth, auth.Reason))
        {
            return ParseStatus.ProtocolError;
        }

        ParseStatus status = ReadProperties(ref fields, limits, ref auth);

        // §3.15.2.2.2: omitting the method is a protocol error.
        if (status == ParseStatus.Ok && auth.AuthenticationMethod is null)
        {
            status = ParseStatus.ProtocolError;
        }

        packet = status == ParseStatus.Ok ? auth : null;
        return status;
    }

    // §3.15.2.2
    private static ParseStatus ReadProperties(scoped ref FieldReader fields, ParserLimits limits, ref AuthPacket auth)
    {
        if (!PropertyReader.TryOpen(ref fields, PropertyScope.Auth, limits, out PropertyReader properties) || !fields.End)
        {
            return ParseStatus.Malformed;
        }

        while (properties.TryNext(out Property property))
        {
            auth = property.Id switch
            {
                PropertyId.AuthenticationMethod => auth with { AuthenticationMethod = property.Text },
                PropertyId.AuthenticationData => auth with { AuthenticationData = property.Bytes.ToArray() },
                PropertyId.ReasonString => auth with { ReasonString = property.Text },
                _ => auth,
            };
        }

        if (properties.Status == ParseStatus.Ok)
        {
            auth = auth with { UserProperties = new UserPropertySequence(properties.Section, PropertyScope.Auth).ToList() };
        }

        return properties.Status;
    }
}

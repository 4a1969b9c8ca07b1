using System.Buffers;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Connecting;

internal static class ConnectProperties
{
    // MQTT 5.0 §3.1.2.11
    public static ParseStatus Read(scoped ref FieldReader fields, ParserLimits limits, ref ConnectPacket connect)
    {
        if (!PropertyReader.TryOpen(ref fields, PropertyScope.Connect, limits, out PropertyReader properties))
        {
            return ParseStatus.Malformed;
        }

        while (properties.TryNext(out Property property))
        {
            connect = With(connect, property);
        }

        if (properties.Status != ParseStatus.Ok)
        {
            return properties.Status;
        }

        connect = connect with { UserProperties = new UserPropertySequence(properties.Section, PropertyScope.Connect).ToList() };

        // §3.1.2.11.10: data without a method is a protocol error.
        return connect is { AuthenticationData: not null, AuthenticationMethod: null } ? ParseStatus.ProtocolError : ParseStatus.Ok;
    }

    public static void Write(FieldWriter body, ConnectPacket connect)
    {
        PropertyWriter properties = new();
        properties.UInt32(PropertyId.SessionExpiryInterval, connect.SessionExpiryInterval, absent: 0);
        properties.UInt16(PropertyId.ReceiveMaximum, connect.ReceiveMaximum, absent: ushort.MaxValue);
        properties.UInt32(PropertyId.MaximumPacketSize, connect.MaximumPacketSize);
        properties.UInt16(PropertyId.TopicAliasMaximum, connect.TopicAliasMaximum, absent: 0);
        properties.Flag(PropertyId.RequestResponseInformation, connect.RequestResponseInformation, absent: false);
        properties.Flag(PropertyId.RequestProblemInformation, connect.RequestProblemInformation, absent: true);
        properties.Text(PropertyId.AuthenticationMethod, connect.AuthenticationMethod);
        properties.Binary(PropertyId.AuthenticationData, connect.AuthenticationData);
        properties.UserProperties(connect.UserProperties);
        properties.WriteTo(body);
    }

    private static ConnectPacket With(ConnectPacket connect, in Property property) => property.Id switch
    {
        PropertyId.SessionExpiryInterval => connect with { SessionExpiryInterval = property.Number },
        PropertyId.ReceiveMaximum => connect with { ReceiveMaximum = (ushort)property.Number },
        PropertyId.MaximumPacketSize => connect with { MaximumPacketSize = property.Number },
        PropertyId.TopicAliasMaximum => connect with { TopicAliasMaximum = (ushort)property.Number },
        PropertyId.RequestResponseInformation => connect with { RequestResponseInformation = property.Flag },
        PropertyId.RequestProblemInformation => connect with { RequestProblemInformation = property.Flag },
        PropertyId.AuthenticationMethod => connect with { AuthenticationMethod = property.Text },
        PropertyId.AuthenticationData => connect with { AuthenticationData = property.Bytes.ToArray() },
        _ => connect,
    };
}

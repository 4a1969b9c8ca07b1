using System.Buffers;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Connecting;

internal static class ConnAckProperties
{
    // MQTT 5.0 §3.2.2.3
    public static ParseStatus Read(scoped ref FieldReader fields, ParserLimits limits, ref ConnAckPacket connAck)
    {
        if (!PropertyReader.TryOpen(ref fields, PropertyScope.ConnAck, limits, out PropertyReader properties))
        {
            return ParseStatus.Malformed;
        }

        while (properties.TryNext(out Property property))
        {
            connAck = With(connAck, property);
        }

        if (properties.Status == ParseStatus.Ok)
        {
            connAck = connAck with { UserProperties = new UserPropertySequence(properties.Section, PropertyScope.ConnAck).ToList() };
        }

        return properties.Status;
    }

    public static void Write(FieldWriter body, ConnAckPacket connAck)
    {
        PropertyWriter properties = new();
        properties.UInt32(PropertyId.SessionExpiryInterval, connAck.SessionExpiryInterval);
        properties.UInt16(PropertyId.ReceiveMaximum, connAck.ReceiveMaximum);
        properties.Flag(PropertyId.MaximumQoS, WireMaximumQos(connAck.MaximumQos));
        properties.Flag(PropertyId.RetainAvailable, connAck.RetainAvailable);
        properties.UInt32(PropertyId.MaximumPacketSize, connAck.MaximumPacketSize);
        properties.Text(PropertyId.AssignedClientIdentifier, connAck.AssignedClientIdentifier);
        properties.UInt16(PropertyId.TopicAliasMaximum, connAck.TopicAliasMaximum);
        properties.Text(PropertyId.ReasonString, connAck.ReasonString);
        properties.Flag(PropertyId.WildcardSubscriptionAvailable, connAck.WildcardSubscriptionAvailable);
        properties.Flag(PropertyId.SubscriptionIdentifierAvailable, connAck.SubscriptionIdentifiersAvailable);
        properties.Flag(PropertyId.SharedSubscriptionAvailable, connAck.SharedSubscriptionAvailable);
        properties.UInt16(PropertyId.ServerKeepAlive, connAck.ServerKeepAlive);
        properties.Text(PropertyId.ResponseInformation, connAck.ResponseInformation);
        properties.Text(PropertyId.ServerReference, connAck.ServerReference);
        properties.Text(PropertyId.AuthenticationMethod, connAck.AuthenticationMethod);
        properties.Binary(PropertyId.AuthenticationData, connAck.AuthenticationData);
        properties.UserProperties(connAck.UserProperties);
        properties.WriteTo(body);
    }

    // §3.2.2.3.4: 0 and 1 are the only values; 2 is said by leaving it out.
    private static bool? WireMaximumQos(QualityOfService? maximum) => maximum switch
    {
        QualityOfService.AtMostOnce => false,
        QualityOfService.AtLeastOnce => true,
        _ => null,
    };

    private static ConnAckPacket With(ConnAckPacket connAck, in Property property) => property.Id switch
    {
        PropertyId.SessionExpiryInterval => connAck with { SessionExpiryInterval = property.Number },
        PropertyId.ReceiveMaximum => connAck with { ReceiveMaximum = (ushort)property.Number },
        PropertyId.MaximumQoS => connAck with { MaximumQos = (QualityOfService)property.Number },
        PropertyId.RetainAvailable => connAck with { RetainAvailable = property.Flag },
        PropertyId.MaximumPacketSize => connAck with { MaximumPacketSize = property.Number },
        PropertyId.AssignedClientIdentifier => connAck with { AssignedClientIdentifier = property.Text },
        PropertyId.TopicAliasMaximum => connAck with { TopicAliasMaximum = (ushort)property.Number },
        PropertyId.ReasonString => connAck with { ReasonString = property.Text },
        PropertyId.WildcardSubscriptionAvailable => connAck with { WildcardSubscriptionAvailable = property.Flag },
        PropertyId.SubscriptionIdentifierAvailable => connAck with { SubscriptionIdentifiersAvailable = property.Flag },
        PropertyId.SharedSubscriptionAvailable => connAck with { SharedSubscriptionAvailable = property.Flag },
        PropertyId.ServerKeepAlive => connAck with { ServerKeepAlive = (ushort)property.Number },
        PropertyId.ResponseInformation => connAck with { ResponseInformation = property.Text },
        PropertyId.ServerReference => connAck with { ServerReference = property.Text },
        PropertyId.AuthenticationMethod => connAck with { AuthenticationMethod = property.Text },
        PropertyId.AuthenticationData => connAck with { AuthenticationData = property.Bytes.ToArray() },
        _ => connAck,
    };
}

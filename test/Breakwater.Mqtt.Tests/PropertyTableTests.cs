using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Tests;

/// <summary>Every property in every packet, against table 2-4 of MQTT 5.0 §2.2.2.2 written down a second time.</summary>
public class PropertyTableTests
{
    private static readonly PacketType[] WithReasonString =
    [
        PacketType.ConnAck, PacketType.PubAck, PacketType.PubRec, PacketType.PubRel, PacketType.PubComp, PacketType.SubAck,
        PacketType.UnsubAck, PacketType.Disconnect, PacketType.Auth,
    ];

    // What stands before and after the property section of a packet.
    private static readonly Dictionary<PacketType, (string Before, string After)> Hosts = new()
    {
        [PacketType.Connect] = ("0004 4D515454 05 02 0000", "0000"),
        [PacketType.ConnAck] = ("0000", ""),
        [PacketType.Publish] = ("000161", ""),
        [PacketType.PubAck] = ("0001 00", ""),
        [PacketType.PubRec] = ("0001 00", ""),
        [PacketType.PubRel] = ("0001 00", ""),
        [PacketType.PubComp] = ("0001 00", ""),
        [PacketType.Subscribe] = ("0001", "000161 00"),
        [PacketType.SubAck] = ("0001", "00"),
        [PacketType.Unsubscribe] = ("0001", "000161"),
        [PacketType.UnsubAck] = ("0001", "00"),
        [PacketType.Disconnect] = ("00", ""),
        [PacketType.Auth] = ("00", ""),
    };

    // A valid value for each property, and the packets it may stand in.
    private static readonly Dictionary<PropertyId, (string Value, PacketType[] Packets)> Table = new()
    {
        [PropertyId.PayloadFormatIndicator] = ("01", [PacketType.Publish]),
        [PropertyId.MessageExpiryInterval] = ("00000001", [PacketType.Publish]),
        [PropertyId.ContentType] = ("0000", [PacketType.Publish]),
        [PropertyId.ResponseTopic] = ("000161", [PacketType.Publish]),
        [PropertyId.CorrelationData] = ("0001FF", [PacketType.Publish]),
        [PropertyId.SubscriptionIdentifier] = ("01", [PacketType.Publish, PacketType.Subscribe]),
        [PropertyId.SessionExpiryInterval] = ("FFFFFFFF", [PacketType.Connect, PacketType.ConnAck, PacketType.Disconnect]),
        [PropertyId.AssignedClientIdentifier] = ("000161", [PacketType.ConnAck]),
        [PropertyId.ServerKeepAlive] = ("0000", [PacketType.ConnAck]),
        [PropertyId.AuthenticationMethod] = ("000161", [PacketType.Connect, PacketType.ConnAck, PacketType.Auth]),
        [PropertyId.AuthenticationData] = ("0001FF", [PacketType.Connect, PacketType.ConnAck, PacketType.Auth]),
        [PropertyId.RequestProblemInformation] = ("00", [PacketType.Connect]),
        [PropertyId.WillDelayInterval] = ("00000001", []),
        [PropertyId.RequestResponseInformation] = ("01", [PacketType.Connect]),
        [PropertyId.ResponseInformation] = ("0000", [PacketType.ConnAck]),
        [PropertyId.ServerReference] = ("0000", [PacketType.ConnAck, PacketType.Disconnect]),
        [PropertyId.ReasonString] = ("0000", WithReasonString),
        [PropertyId.ReceiveMaximum] = ("0001", [PacketType.Connect, PacketType.ConnAck]),
        [PropertyId.TopicAliasMaximum] = ("0000", [PacketType.Connect, PacketType.ConnAck]),
        [PropertyId.TopicAlias] = ("0001", [PacketType.Publish]),
        [PropertyId.MaximumQoS] = ("01", [PacketType.ConnAck]),
        [PropertyId.RetainAvailable] = ("00", [PacketType.ConnAck]),
        [PropertyId.UserProperty] = ("00000000", [.. Hosts.Keys]),
        [PropertyId.MaximumPacketSize] = ("00000001", [PacketType.Connect, PacketType.ConnAck]),
        [PropertyId.WildcardSubscriptionAvailable] = ("00", [PacketType.ConnAck]),
        [PropertyId.SubscriptionIdentifierAvailable] = ("00", [PacketType.ConnAck]),
        [PropertyId.SharedSubscriptionAvailable] = ("00", [PacketType.ConnAck]),
    };

    public static TheoryData<PacketType> Types => [.. Hosts.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public void TryParse_PropertyOnce_IsAcceptedOnlyInItsPlace(PacketType type)
    {
        foreach ((PropertyId id, (string value, PacketType[] packets)) in Table)
        {
            ParseStatus expected = packets.Contains(type) ? ParseStatus.Ok : ParseStatus.Malformed;
            Assert.True(expected == Parse(type, WithNeeded(type, id, $"{(byte)id:X2}{value}")), $"{id} in {type}");
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void TryParse_PropertyTwice_IsAProtocolErrorUnlessItMayRepeat(PacketType type)
    {
        foreach ((PropertyId id, (string value, PacketType[] packets)) in Table.Where(row => row.Value.Packets.Contains(type)))
        {
            bool mayRepeat = id == PropertyId.UserProperty || (id, type) == (PropertyId.SubscriptionIdentifier, PacketType.Publish);
            string one = $"{(byte)id:X2}{value}";
            ParseStatus expected = mayRepeat ? ParseStatus.Ok : ParseStatus.ProtocolError;
            Assert.True(expected == Parse(type, WithNeeded(type, id, one + one)), $"{id} in {type}");
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void TryParse_UnknownProperty_IsMalformed(PacketType type)
    {
        foreach (int id in Enumerable.Range(0, 128).Where(id => !Table.ContainsKey((PropertyId)id)))
        {
            Assert.Equal(ParseStatus.Malformed, Parse(type, $"{id:X2}00000000"));
        }
    }

    // AUTH must, and CONNECT with authentication data must, name a method.
    private static string WithNeeded(PacketType type, PropertyId id, string properties)
    {
        bool needsMethod = type == PacketType.Auth || (type == PacketType.Connect && id == PropertyId.AuthenticationData);
        return needsMethod && id != PropertyId.AuthenticationMethod ? properties + "15000161" : properties;
    }

    private static ParseStatus Parse(PacketType type, string properties)
    {
        (string before, string after) = Hosts[type];
        int flags = type is PacketType.PubRel or PacketType.Subscribe or PacketType.Unsubscribe ? 2 : 0;
        MqttFrame frame = Wire.Frame((byte)(((int)type << 4) | flags), $"{before}{properties.Length / 2:X2}{properties}{after}");
        return Fuzz.Rewriting.Rewrite(frame, MqttVersion.V500, new System.Buffers.ArrayBufferWriter<byte>());
    }
}

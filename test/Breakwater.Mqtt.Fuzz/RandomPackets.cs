using System.Buffers;
using System.Text;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;
using Breakwater.Mqtt.Subscribing;

namespace Breakwater.Mqtt.Fuzz;

/// <summary>Random packets that are valid in the version they are made for.</summary>
public sealed class RandomPackets(Random random)
{
    private readonly RandomValues _values = new(random);

    public RandomValues Values => _values;

    /// <summary>The bytes of some packet of some version.</summary>
    public byte[] Next() => Next((PacketType)random.Next(1, 16), _values.Bool() ? MqttVersion.V500 : MqttVersion.V311);

    public byte[] Next(PacketType type, MqttVersion version)
    {
        ArrayBufferWriter<byte> output = new();
        ushort id = _values.NonZeroUInt16();
        switch (type)
        {
            case PacketType.Connect:
                PacketWriter.WriteConnect(output, Connect(version));
                break;
            case PacketType.ConnAck:
                PacketWriter.WriteConnAck(output, version, ConnAck(version));
                break;
            case PacketType.Publish:
                WritePublish(output, version);
                break;
            case PacketType.PubAck:
                PacketWriter.WritePubAck(
                    output, version, id, _values.OneOf(ReasonCode.Success, ReasonCode.NotAuthorized), _values.OptionalText());
                break;
            case PacketType.PubRec:
                PacketWriter.WritePubRec(
                    output, version, id, _values.OneOf(ReasonCode.Success, ReasonCode.QuotaExceeded), _values.OptionalText());
                break;
            case PacketType.PubRel:
                PacketWriter.WritePubRel(output, version, id, _values.OneOf(ReasonCode.Success, ReasonCode.PacketIdentifierNotFound));
                break;
            case PacketType.PubComp:
                PacketWriter.WritePubComp(output, version, id, ReasonCode.Success, _values.OptionalText());
                break;
            case PacketType.Subscribe:
                PacketWriter.WriteSubscribe(output, version, Subscribe(version));
                break;
            case PacketType.SubAck:
                ReasonCode[] granted = [.. _values.Several(() => (ReasonCode)_values.OneOf(0, 1, 2, 0x80, 0x87))];
                PacketWriter.WriteSubAck(output, version, id, granted, _values.OptionalText());
                break;
            case PacketType.Unsubscribe:
                PacketWriter.WriteUnsubscribe(output, version, Unsubscribe(version));
                break;
            case PacketType.UnsubAck:
                ReasonCode[] ended = [.. _values.Several(() => (ReasonCode)_values.OneOf(0, 0x11, 0x87))];
                PacketWriter.WriteUnsubAck(output, version, id, ended, _values.OptionalText());
                break;
            case PacketType.PingReq:
                PacketWriter.WritePingReq(output);
                break;
            case PacketType.PingResp:
                PacketWriter.WritePingResp(output);
                break;
            case PacketType.Disconnect:
                PacketWriter.WriteDisconnect(output, version, Disconnect(version));
                break;
            default:
                PacketWriter.WriteAuth(output, Auth());
                break;
        }

        return output.WrittenSpan.ToArray();
    }

    public ConnectPacket Connect(MqttVersion version)
    {
        ConnectPacket connect = new()
        {
            Version = version,
            CleanStart = _values.Bool(),
            KeepAlive = _values.UInt16(),
            ClientId = _values.Text(),
            Will = _values.Bool() ? Will(version) : null,
            UserName = _values.OptionalText(),
        };
        if (version != MqttVersion.V500)
        {
            return connect with { Password = connect.UserName is null ? null : _values.OptionalBytes() };
        }

        string? method = _values.OptionalText();
        return connect with
        {
            Password = _values.OptionalBytes(),
            SessionExpiryInterval = _values.UInt32(),
            ReceiveMaximum = _values.NonZeroUInt16(),
            MaximumPacketSize = _values.Bool() ? Math.Max(1, _values.UInt32()) : null,
            TopicAliasMaximum = _values.UInt16(),
            RequestResponseInformation = _values.Bool(),
            RequestProblemInformation = _values.Bool(),
            AuthenticationMethod = method,
            AuthenticationData = method is null ? null : _values.OptionalBytes(),
            UserProperties = _values.UserProperties(),
        };
    }

    public ConnAckPacket ConnAck(MqttVersion version)
    {
        ReasonCode reason = _values.OneOf(ReasonCode.Success, ReasonCode.NotAuthorized, ReasonCode.ServerUnavailable);
        ConnAckPacket connAck = new() { Reason = reason, SessionPresent = reason == ReasonCode.Success && _values.Bool() };
        return version != MqttVersion.V500 ? connAck : connAck with
        {
            SessionExpiryInterval = _values.OptionalUInt32(),
            ReceiveMaximum = _values.Bool() ? _values.NonZeroUInt16() : null,
            MaximumQos = _values.OneOf<QualityOfService?>(null, QualityOfService.AtMostOnce, QualityOfService.AtLeastOnce),
            RetainAvailable = _values.OptionalBool(),
            MaximumPacketSize = _values.Bool() ? Math.Max(1, _values.UInt32()) : null,
            AssignedClientIdentifier = _values.OptionalText(),
            TopicAliasMaximum = _values.Bool() ? _values.UInt16() : null,
            ReasonString = _values.OptionalText(),
            UserProperties = _values.UserProperties(),
            WildcardSubscriptionAvailable = _values.OptionalBool(),
            SubscriptionIdentifiersAvailable = _values.OptionalBool(),
            SharedSubscriptionAvailable = _values.OptionalBool(),
            ServerKeepAlive = _values.Bool() ? _values.UInt16() : null,
            ResponseInformation = _values.OptionalText(),
            ServerReference = _values.OptionalText(),
            AuthenticationMethod = _values.OptionalText(),
            AuthenticationData = _values.OptionalBytes(),
        };
    }

    public SubscribePacket Subscribe(MqttVersion version) => new()
    {
        PacketId = _values.NonZeroUInt16(),
        Subscriptions = [.. _values.Several(() => Subscription(version))],
        SubscriptionIdentifier = version == MqttVersion.V500 && _values.Bool() ? _values.SubscriptionIdentifier() : null,
        UserProperties = version == MqttVersion.V500 ? _values.UserProperties() : [],
    };

    public UnsubscribePacket Unsubscribe(MqttVersion version) => new()
    {
        PacketId = _values.NonZeroUInt16(),
        Filters = [.. _values.Several(_values.Filter)],
        UserProperties = version == MqttVersion.V500 ? _values.UserProperties() : [],
    };

    public DisconnectPacket Disconnect(MqttVersion version) => version != MqttVersion.V500 ? new() : new()
    {
        Reason = _values.OneOf(ReasonCode.NormalDisconnection, ReasonCode.DisconnectWithWillMessage, ReasonCode.SessionTakenOver),
        SessionExpiryInterval = _values.OptionalUInt32(),
        ReasonString = _values.OptionalText(),
        ServerReference = _values.OptionalText(),
        UserProperties = _values.UserProperties(),
    };

    public AuthPacket Auth() => _values.OneOf(0, 1, 2) == 0 ? new() : new()
    {
        Reason = _values.OneOf(ReasonCode.Success, ReasonCode.ContinueAuthentication, ReasonCode.ReAuthenticate),
        AuthenticationMethod = _values.Text(),
        AuthenticationData = _values.OptionalBytes(),
        ReasonString = _values.OptionalText(),
        UserProperties = _values.UserProperties(),
    };

    public PublishProperties PublishProperties() => new()
    {
        PayloadFormatIndicator = _values.OptionalBool(),
        MessageExpiryInterval = _values.OptionalUInt32(),
        TopicAlias = _values.UInt16(),
        ResponseTopic = _values.Bool() ? Encoding.UTF8.GetBytes(_values.Topic()) : default,
        CorrelationData = _values.Bytes(),
        ContentType = Encoding.UTF8.GetBytes(_values.Text()),
        SubscriptionIdentifiers = _values.Bool() ? _values.Several(_values.SubscriptionIdentifier).ToArray() : default,
        UserProperties = _values.UserProperties(),
    };

    private void WritePublish(ArrayBufferWriter<byte> output, MqttVersion version)
    {
        QualityOfService qos = _values.Qos();
        PacketWriter.WritePublish(
            output,
            version,
            Encoding.UTF8.GetBytes(_values.Topic()),
            _values.Bytes(),
            qos,
            _values.NonZeroUInt16(),
            _values.Bool(),
            qos != QualityOfService.AtMostOnce && _values.Bool(),
            _values.Bool() ? default : PublishProperties());
    }

    private SubscriptionRequest Subscription(MqttVersion version) => version == MqttVersion.V500
        ? new(_values.Filter(), _values.Qos(), _values.Bool(), _values.Bool(), (RetainHandling)random.Next(3))
        : new(_values.Filter(), _values.Qos());

    private WillMessage Will(MqttVersion version)
    {
        WillMessage will = new() { Topic = _values.Topic(), Payload = _values.Bytes(), Qos = _values.Qos(), Retain = _values.Bool() };
        return version != MqttVersion.V500 ? will : will with
        {
            DelayInterval = _values.UInt32(),
            MessageExpiryInterval = _values.OptionalUInt32(),
            PayloadFormatIndicator = _values.OptionalBool(),
            ContentType = _values.OptionalText(),
            ResponseTopic = _values.Bool() ? _values.Topic() : null,
            CorrelationData = _values.OptionalBytes(),
            UserProperties = _values.UserProperties(),
        };
    }
}

using System.Buffers;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;
using Breakwater.Mqtt.Subscribing;

namespace Breakwater.Mqtt.Fuzz;

/// <summary>Parses a frame and writes what was understood.</summary>
public static class Rewriting
{
    public static ParseStatus Rewrite(in MqttFrame frame, MqttVersion version, ArrayBufferWriter<byte> output)
    {
        ParseStatus status;
        switch (frame.Type)
        {
            case PacketType.Connect:
                status = ConnectPacket.TryParse(frame, out ConnectPacket? connect);
                Write(connect, packet => PacketWriter.WriteConnect(output, packet));
                return status;
            case PacketType.ConnAck:
                status = ConnAckPacket.TryParse(frame, version, out ConnAckPacket? connAck);
                Write(connAck, packet => PacketWriter.WriteConnAck(output, version, packet));
                return status;
            case PacketType.Publish:
                status = PublishPacket.TryParse(frame, version, out PublishPacket publish);
                return Write(status, () => WritePublish(output, version, publish));
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                status = PubAckPacket.TryParse(frame, version, out PubAckPacket ack);
                return Write(status, () => WriteAck(output, version, ack));
            case PacketType.Subscribe:
                status = SubscribePacket.TryParse(frame, version, out SubscribePacket? subscribe);
                Write(subscribe, packet => PacketWriter.WriteSubscribe(output, version, packet));
                return status;
            case PacketType.SubAck:
                status = SubAckPacket.TryParse(frame, version, out SubAckPacket? subAck);
                Write(subAck, p => PacketWriter.WriteSubAck(output, version, p.PacketId, p.ReasonCodes.ToArray(), p.ReasonString));
                return status;
            case PacketType.Unsubscribe:
                status = UnsubscribePacket.TryParse(frame, version, out UnsubscribePacket? unsubscribe);
                Write(unsubscribe, packet => PacketWriter.WriteUnsubscribe(output, version, packet));
                return status;
            case PacketType.UnsubAck:
                status = UnsubAckPacket.TryParse(frame, version, out UnsubAckPacket? unsubAck);
                Write(unsubAck, p => PacketWriter.WriteUnsubAck(output, version, p.PacketId, p.ReasonCodes.ToArray(), p.ReasonString));
                return status;
            case PacketType.PingReq:
                return Write(ParseStatus.Ok, () => PacketWriter.WritePingReq(output));
            case PacketType.PingResp:
                return Write(ParseStatus.Ok, () => PacketWriter.WritePingResp(output));
            case PacketType.Disconnect:
                status = DisconnectPacket.TryParse(frame, version, out DisconnectPacket? disconnect);
                Write(disconnect, packet => PacketWriter.WriteDisconnect(output, version, packet));
                return status;
            default:
                status = AuthPacket.TryParse(frame, version, out AuthPacket? auth);
                Write(auth, packet => PacketWriter.WriteAuth(output, packet));
                return status;
        }
    }

    private static void Write<T>(T? packet, Action<T> write)
        where T : class
    {
        if (packet is not null)
        {
            write(packet);
        }
    }

    private static ParseStatus Write(ParseStatus status, Action write)
    {
        if (status == ParseStatus.Ok)
        {
            write();
        }

        return status;
    }

    private static void WritePublish(ArrayBufferWriter<byte> output, MqttVersion version, PublishPacket publish)
    {
        List<uint> identifiers = [];
        foreach (uint identifier in publish.SubscriptionIdentifiers)
        {
            identifiers.Add(identifier);
        }

        PublishProperties properties = new()
        {
            PayloadFormatIndicator = publish.PayloadFormatIndicator,
            MessageExpiryInterval = publish.MessageExpiryInterval,
            TopicAlias = publish.TopicAlias,
            ResponseTopic = publish.ResponseTopic.ToArray(),
            CorrelationData = publish.CorrelationData.ToArray(),
            ContentType = publish.ContentType.ToArray(),
            SubscriptionIdentifiers = identifiers.ToArray(),
            UserProperties = publish.UserProperties.ToList(),
        };
        PacketWriter.WritePublish(
            output,
            version,
            publish.Topic.ToArray(),
            publish.Payload.ToArray(),
            publish.QualityOfService,
            publish.PacketId,
            publish.Retain,
            publish.Duplicate,
            properties);
    }

    private static void WriteAck(ArrayBufferWriter<byte> output, MqttVersion version, PubAckPacket ack)
    {
        switch (ack.Type)
        {
            case PacketType.PubAck:
                PacketWriter.WritePubAck(output, version, ack.PacketId, ack.Reason, ack.ReasonString);
                break;
            case PacketType.PubRec:
                PacketWriter.WritePubRec(output, version, ack.PacketId, ack.Reason, ack.ReasonString);
                break;
            case PacketType.PubRel:
                PacketWriter.WritePubRel(output, version, ack.PacketId, ack.Reason, ack.ReasonString);
                break;
            default:
                PacketWriter.WritePubComp(output, version, ack.PacketId, ack.Reason, ack.ReasonString);
                break;
        }
    }
}

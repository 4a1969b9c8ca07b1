using System.Buffers;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;
using Breakwater.Mqtt.Subscribing;

namespace Breakwater.Mqtt;

/// <summary>Writes control packets. Text and binary fields over 65,535 bytes throw <see cref="ArgumentOutOfRangeException"/>; nothing else
/// is checked, because what may be said is for the caller to know, and some callers test what others do with what may not.</summary>
public static class PacketWriter
{
    /// <summary>§3.1, in the version the packet names.</summary>
    public static void WriteConnect(IBufferWriter<byte> output, ConnectPacket packet) => ConnectWriter.Write(output, packet);

    /// <summary>§3.2. In 3.1.1 the reason becomes the nearest of its six return codes and the properties are left out.</summary>
    public static void WriteConnAck(IBufferWriter<byte> output, MqttVersion version, ConnAckPacket packet) =>
        ConnAckWriter.Write(output, version, packet);

    /// <summary>§3.3. Allocates nothing.</summary>
    public static void WritePublish(
        IBufferWriter<byte> output,
        MqttVersion version,
        ReadOnlySpan<byte> topicUtf8,
        ReadOnlySpan<byte> payload,
        QualityOfService qos,
        ushort packetId,
        bool retain,
        bool dup,
        in PublishProperties properties = default) =>
        PublishWriter.Write(
            output, version, topicUtf8, payload, (byte)((dup ? 8 : 0) | ((int)qos << 1) | (retain ? 1 : 0)), packetId, properties);

    /// <summary>§3.4. 3.1.1 has no negative PUBACK: whatever the reason, what is written acknowledges, so a server refuses by
    /// closing.</summary>
    public static void WritePubAck(
        IBufferWriter<byte> output, MqttVersion version, ushort packetId,
        ReasonCode reason = ReasonCode.Success, string? reasonString = null) =>
        PubAckWriter.Write(output, version, (byte)PacketType.PubAck << 4, packetId, reason, reasonString);

    /// <summary>§3.5. In 3.1.1 without the reason, as <see cref="WritePubAck"/>.</summary>
    public static void WritePubRec(
        IBufferWriter<byte> output, MqttVersion version, ushort packetId,
        ReasonCode reason = ReasonCode.Success, string? reasonString = null) =>
        PubAckWriter.Write(output, version, (byte)PacketType.PubRec << 4, packetId, reason, reasonString);

    /// <summary>§3.6.</summary>
    public static void WritePubRel(
        IBufferWriter<byte> output, MqttVersion version, ushort packetId,
        ReasonCode reason = ReasonCode.Success, string? reasonString = null) =>
        PubAckWriter.Write(output, version, ((byte)PacketType.PubRel << 4) | 0b0010, packetId, reason, reasonString);

    /// <summary>§3.7.</summary>
    public static void WritePubComp(
        IBufferWriter<byte> output, MqttVersion version, ushort packetId,
        ReasonCode reason = ReasonCode.Success, string? reasonString = null) =>
        PubAckWriter.Write(output, version, (byte)PacketType.PubComp << 4, packetId, reason, reasonString);

    /// <summary>§3.8.</summary>
    public static void WriteSubscribe(IBufferWriter<byte> output, MqttVersion version, SubscribePacket packet) =>
        SubscribeWriter.Write(output, version, packet);

    /// <summary>§3.9. In 3.1.1 every refusal becomes 0x80.</summary>
    public static void WriteSubAck(
        IBufferWriter<byte> output, MqttVersion version, ushort packetId, ReadOnlySpan<ReasonCode> reasons, string? reasonString = null) =>
        SubAckWriter.Write(output, version, packetId, reasons, reasonString);

    /// <summary>§3.10.</summary>
    public static void WriteUnsubscribe(IBufferWriter<byte> output, MqttVersion version, UnsubscribePacket packet) =>
        UnsubscribeWriter.Write(output, version, packet);

    /// <summary>§3.11. In 3.1.1 without the reasons.</summary>
    public static void WriteUnsubAck(
        IBufferWriter<byte> output, MqttVersion version, ushort packetId, ReadOnlySpan<ReasonCode> reasons, string? reasonString = null) =>
        UnsubAckWriter.Write(output, version, packetId, reasons, reasonString);

    /// <summary>§3.12.</summary>
    public static void WritePingReq(IBufferWriter<byte> output) => FrameWriter.Write(output, (byte)PacketType.PingReq << 4, []);

    /// <summary>§3.13.</summary>
    public static void WritePingResp(IBufferWriter<byte> output) => FrameWriter.Write(output, (byte)PacketType.PingResp << 4, []);

    /// <summary>§3.14. In 3.1.1 only a client disconnects, and without a reason: a normal disconnection writes that packet, every other
    /// reason writes nothing, and the server just closes.</summary>
    public static void WriteDisconnect(
        IBufferWriter<byte> output, MqttVersion version, ReasonCode reason = ReasonCode.NormalDisconnection, string? reasonString = null) =>
        WriteDisconnect(output, version, new DisconnectPacket { Reason = reason, ReasonString = reasonString });

    /// <inheritdoc cref="WriteDisconnect(IBufferWriter{byte}, MqttVersion, ReasonCode, string?)"/>
    public static void WriteDisconnect(IBufferWriter<byte> output, MqttVersion version, DisconnectPacket packet) =>
        DisconnectWriter.Write(output, version, packet);

    /// <summary>§3.15 of 5.0; 3.1.1 has no such packet.</summary>
    public static void WriteAuth(IBufferWriter<byte> output, AuthPacket packet) => AuthWriter.Write(output, packet);

    /// <summary>§2.1: any header and any body behind a right length. For tools that send what no other method would.</summary>
    public static void WriteFrame(IBufferWriter<byte> output, byte header, ReadOnlySpan<byte> body) =>
        FrameWriter.Write(output, header, body);
}

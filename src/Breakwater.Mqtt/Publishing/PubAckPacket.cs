using System.Buffers;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Publishing;

/// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP (§3.4 to §3.7), which share one shape.</summary>
public readonly struct PubAckPacket
{
    private readonly ReadOnlySequence<byte> _properties;
    private readonly ReadOnlySequence<byte> _reasonString;
    private readonly bool _hasReasonString;

    internal PubAckPacket(PacketType type, ushort packetId, ReasonCode reason)
    {
        Type = type;
        PacketId = packetId;
        Reason = reason;
    }

    internal PubAckPacket(
        PacketType type, ushort packetId, ReasonCode reason, in ReadOnlySequence<byte> properties, ReadOnlySequence<byte>? reasonString)
        : this(type, packetId, reason)
    {
        _properties = properties;
        _reasonString = reasonString ?? default;
        _hasReasonString = reasonString is not null;
    }

    public PacketType Type { get; }

    public ushort PacketId { get; }

    /// <summary>Always <see cref="ReasonCode.Success"/> in 3.1.1.</summary>
    public ReasonCode Reason { get; }

    /// <summary>Decoded on each read out of the frame's buffer, and readable only while that lives; null if there is none.</summary>
    public string? ReasonString => _hasReasonString ? Utf8Text.Decode(_reasonString) : null;

    public UserPropertySequence UserProperties => new(_properties, (PropertyScope)(1 << (int)Type));

    public static ParseStatus TryParse(in MqttFrame frame, MqttVersion version, out PubAckPacket packet, ParserLimits? limits = null) =>
        PubAckParser.Parse(frame, version, limits ?? ParserLimits.Default, out packet);
}

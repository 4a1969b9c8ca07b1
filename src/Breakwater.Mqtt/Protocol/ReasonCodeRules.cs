namespace Breakwater.Mqtt.Protocol;

/// <summary>Which reason code may stand in which packet (MQTT 5.0 §2.4, table 2-6, and the section of each packet).</summary>
internal static class ReasonCodeRules
{
    public static bool IsAllowed(PacketType packet, ReasonCode reason) => packet switch
    {
        PacketType.PubAck or PacketType.PubRec => IsPublishOutcome((byte)reason),
        PacketType.PubRel or PacketType.PubComp => (byte)reason is 0x00 or 0x92,
        PacketType.ConnAck => IsConnAck((byte)reason),
        PacketType.SubAck => (byte)reason is <= 0x02 or 0x80 or 0x83 or 0x87 or 0x8F or 0x91 or 0x97 or 0x9E or 0xA1 or 0xA2,
        PacketType.UnsubAck => (byte)reason is 0x00 or 0x11 or 0x80 or 0x83 or 0x87 or 0x8F or 0x91,
        PacketType.Disconnect => IsDisconnect((byte)reason),
        PacketType.Auth => (byte)reason is 0x00 or 0x18 or 0x19,
        _ => false,
    };

    private static bool IsPublishOutcome(byte reason) =>
        reason is 0x00 or 0x10 or 0x80 or 0x83 or 0x87 or 0x90 or 0x91 or 0x97 or 0x99;

    private static bool IsConnAck(byte reason) =>
        reason is 0x00 or (>= 0x80 and <= 0x8A) or 0x8C or 0x90 or 0x95 or 0x97 or (>= 0x99 and <= 0x9D) or 0x9F;

    // §3.14.2.1 leaves 0x8C out of its list, table 2-6 has it: accepted.
    private static bool IsDisconnect(byte reason) =>
        reason is 0x00 or 0x04 or (>= 0x80 and <= 0x83) or 0x87 or 0x89 or (>= 0x8B and <= 0x90) or (>= 0x93 and <= 0xA2);
}

using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Framing;

internal static class FixedHeaderFlags
{
    // MQTT 5.0 §2.1.3, table 2-2 [MQTT-2.1.3-1]; type 0 is forbidden (§2.1.2); PUBLISH QoS 3 is malformed [MQTT-3.3.1-4].
    public static bool AreValid(byte header) => (PacketType)(header >> 4) switch
    {
        0 => false,
        PacketType.Publish => (header & 0b0110) != 0b0110,
        PacketType.PubRel or PacketType.Subscribe or PacketType.Unsubscribe => (header & 0x0F) == 0b0010,
        _ => (header & 0x0F) == 0,
    };
}

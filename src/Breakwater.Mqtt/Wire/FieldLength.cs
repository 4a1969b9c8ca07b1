namespace Breakwater.Mqtt.Wire;

/// <summary>The two-byte length before text and binary data (MQTT 5.0 §1.5.4, §1.5.6).</summary>
internal static class FieldLength
{
    /// <exception cref="ArgumentOutOfRangeException">The field cannot be said in MQTT: the caller's mistake, not a peer's.</exception>
    public static ushort Of(int length) => length <= ushort.MaxValue
        ? (ushort)length
        : throw new ArgumentOutOfRangeException(nameof(length), length, "A text or binary field holds at most 65,535 bytes.");
}

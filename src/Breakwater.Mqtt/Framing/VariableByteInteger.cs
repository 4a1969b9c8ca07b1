namespace Breakwater.Mqtt.Framing;

/// <summary>Seven bits a byte, least significant first, one to four bytes (MQTT 5.0 §1.5.5).</summary>
internal static class VariableByteInteger
{
    public const int Maximum = 268_435_455;

    private const int LongestEncoding = 4;

    // 5.0 demands the shortest encoding [MQTT-1.5.5-1]. 3.1.1 does not say so, but no client is known to pad, and a second spelling
    // of the same packet is only of use to an attacker.
    public static FrameStatus TryRead(ReadOnlySpan<byte> bytes, out int value, out int length)
    {
        value = 0;
        length = 0;
        while (length < bytes.Length)
        {
            byte next = bytes[length];
            value |= (next & 0x7F) << (7 * length);
            length++;
            if ((next & 0x80) == 0)
            {
                return next == 0 && length > 1 ? FrameStatus.Malformed : FrameStatus.Complete;
            }

            if (length == LongestEncoding)
            {
                return FrameStatus.Malformed;
            }
        }

        return FrameStatus.Incomplete;
    }

    public static int LengthOf(int value) => value switch
    {
        < 0 or > Maximum => throw new ArgumentOutOfRangeException(nameof(value), value, "A variable byte integer is 0 to 268,435,455."),
        < 1 << 7 => 1,
        < 1 << 14 => 2,
        < 1 << 21 => 3,
        _ => 4,
    };

    /// <summary>Writes into <paramref name="destination"/>, which must have room, and returns the bytes written.</summary>
    public static int Write(Span<byte> destination, int value)
    {
        int length = 0;
        uint rest = (uint)value;
        while (rest >= 0x80)
        {
            destination[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        destination[length++] = (byte)rest;
        return length;
    }
}

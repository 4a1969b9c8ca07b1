using System.Buffers;

namespace Breakwater.Mqtt.Framing;

internal static class FrameWriter
{
    private const int LongestFixedHeader = 5;

    // MQTT 5.0 §2.1
    public static void Write(IBufferWriter<byte> output, byte header, ReadOnlySpan<byte> body)
    {
        int lengthBytes = VariableByteInteger.LengthOf(body.Length);
        Span<byte> start = output.GetSpan(LongestFixedHeader);
        start[0] = header;
        VariableByteInteger.Write(start[1..], body.Length);
        output.Advance(1 + lengthBytes);
        output.Write(body);
    }
}

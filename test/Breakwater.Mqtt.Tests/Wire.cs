using System.Buffers;
using Breakwater.Mqtt.Framing;

namespace Breakwater.Mqtt.Tests;

/// <summary>Bytes to frames, for tests that look at packets.</summary>
internal static class Wire
{
    public static MqttFrame Frame(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySequence<byte> buffer = new(bytes);
        Assert.Equal(FrameStatus.Complete, Framing.Frame.TryRead(ref buffer, int.MaxValue, out MqttFrame frame));
        Assert.True(buffer.IsEmpty);
        return frame;
    }

    /// <summary>A frame of any header over a body in hex; spaces are for the eye.</summary>
    public static MqttFrame Frame(byte header, string bodyHex)
    {
        ArrayBufferWriter<byte> output = new();
        PacketWriter.WriteFrame(output, header, Hex(bodyHex));
        return Frame(output.WrittenMemory);
    }

    public static MqttFrame Frame(Action<ArrayBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(output);
        return Frame(output.WrittenMemory);
    }

    public static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", string.Empty));

    public static string Written(Action<ArrayBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(output);
        return Convert.ToHexString(output.WrittenSpan);
    }
}

using System.Buffers;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Framing;

/// <summary>Cuts a byte stream into control packets (MQTT 5.0 §2.1).</summary>
public static class Frame
{
    private const int LongestFixedHeader = 5;

    /// <summary>Reads one frame and, on <see cref="FrameStatus.Complete"/> only, moves <paramref name="buffer"/> behind it.</summary>
    /// <param name="buffer">Unread bytes of the connection.</param>
    /// <param name="maximumPacketSize">The largest accepted frame in bytes, fixed header included (MQTT 5.0 §3.1.2.11.4).</param>
    /// <param name="frame">The frame; default unless complete.</param>
    public static FrameStatus TryRead(ref ReadOnlySequence<byte> buffer, int maximumPacketSize, out MqttFrame frame)
    {
        frame = default;
        ReadOnlySpan<byte> start = buffer.FirstSpan;
        if (start.Length < LongestFixedHeader && !buffer.IsSingleSegment)
        {
            Span<byte> joined = stackalloc byte[LongestFixedHeader];
            int count = (int)Math.Min(buffer.Length, LongestFixedHeader);
            buffer.Slice(0, count).CopyTo(joined);
            return TryRead(joined[..count], ref buffer, maximumPacketSize, ref frame);
        }

        return TryRead(start, ref buffer, maximumPacketSize, ref frame);
    }

    private static FrameStatus TryRead(
        scoped ReadOnlySpan<byte> start, ref ReadOnlySequence<byte> buffer, int maximumPacketSize, ref MqttFrame frame)
    {
        if (start.IsEmpty)
        {
            return FrameStatus.Incomplete;
        }

        byte header = start[0];
        if (!FixedHeaderFlags.AreValid(header))
        {
            return FrameStatus.Malformed;
        }

        FrameStatus status = VariableByteInteger.TryRead(start[1..], out int remaining, out int lengthBytes);
        if (status != FrameStatus.Complete)
        {
            return status;
        }

        int bodyStart = 1 + lengthBytes;
        int total = bodyStart + remaining;
        if (total > maximumPacketSize)
        {
            return FrameStatus.TooLarge;
        }

        // §3.12, §3.13: pings carry nothing.
        if ((PacketType)(header >> 4) is PacketType.PingReq or PacketType.PingResp && remaining != 0)
        {
            return FrameStatus.Malformed;
        }

        if (buffer.Length < total)
        {
            return FrameStatus.Incomplete;
        }

        frame = new MqttFrame(header, buffer.Slice(bodyStart, remaining), total);
        buffer = buffer.Slice(total);
        return FrameStatus.Complete;
    }
}

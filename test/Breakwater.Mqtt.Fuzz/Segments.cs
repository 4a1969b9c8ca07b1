using System.Buffers;

namespace Breakwater.Mqtt.Fuzz;

/// <summary>Lays bytes out over several segments, as a socket would deliver them.</summary>
public static class Segments
{
    /// <summary>Splits before each of <paramref name="cuts"/>; equal cuts make an empty segment.</summary>
    public static ReadOnlySequence<byte> Split(ReadOnlyMemory<byte> bytes, params int[] cuts)
    {
        Segment? first = null;
        Segment? last = null;
        int start = 0;
        foreach (int cut in cuts.Select(c => Math.Clamp(c, 0, bytes.Length)).Order().Append(bytes.Length))
        {
            // A copy of each part, so that reading past its end is reading past an array.
            last = new Segment(bytes[start..cut].ToArray(), last);
            first ??= last;
            start = cut;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                previous.Next = this;
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
            }
        }
    }
}

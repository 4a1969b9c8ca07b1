using System.Buffers;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Fuzz;

/// <summary>What holds for every input: nothing throws; a frame takes exactly its length; how the bytes are split changes nothing; what is
/// accepted and written again is accepted, and written the same.</summary>
public sealed class CodecInvariants(Random random)
{
    public const int MaximumPacketSize = 1 << 16;

    private static readonly MqttVersion[] Versions = [MqttVersion.V311, MqttVersion.V500];

    public long Frames { get; private set; }

    public long Accepted { get; private set; }

    /// <exception cref="InvalidOperationException">An invariant is broken.</exception>
    public void Check(byte[] input)
    {
        ReadOnlySequence<byte> whole = new(input);
        ReadOnlySequence<byte> split = Segments.Split(input, random.Next(input.Length + 1), random.Next(input.Length + 1), random.Next(8));
        while (true)
        {
            long before = whole.Length;
            FrameStatus status = Frame.TryRead(ref whole, MaximumPacketSize, out MqttFrame frame);
            FrameStatus splitStatus = Frame.TryRead(ref split, MaximumPacketSize, out MqttFrame splitFrame);
            Require(status == splitStatus, "a split changed the frame status");
            Require(whole.Length == split.Length, "a split changed what was consumed");
            if (status != FrameStatus.Complete)
            {
                Require(whole.Length == before, "bytes were consumed without a frame");
                return;
            }

            Require(before - whole.Length == frame.TotalLength, "a frame did not take its length");
            Require(frame.Header == splitFrame.Header && frame.TotalLength == splitFrame.TotalLength, "a split changed the frame");
            Frames++;
            foreach (MqttVersion version in Versions)
            {
                CheckFrame(frame, splitFrame, version);
            }
        }
    }

    private void CheckFrame(in MqttFrame frame, in MqttFrame splitFrame, MqttVersion version)
    {
        ArrayBufferWriter<byte> once = new();
        ArrayBufferWriter<byte> fromSplit = new();
        ParseStatus status = Rewriting.Rewrite(frame, version, once);
        Require(Enum.IsDefined(status), "an undefined status");
        Require(status == Rewriting.Rewrite(splitFrame, version, fromSplit), "a split changed the parse status");
        Require(once.WrittenSpan.SequenceEqual(fromSplit.WrittenSpan), "a split changed the packet");
        if (status != ParseStatus.Ok)
        {
            Require(once.WrittenCount == 0, "a refused packet was returned");
            return;
        }

        Accepted++;
        ReadOnlySequence<byte> again = new(once.WrittenMemory);
        Require(Frame.TryRead(ref again, int.MaxValue, out MqttFrame secondFrame) == FrameStatus.Complete, "no frame was written");
        Require(again.IsEmpty, "more than a frame was written");
        ArrayBufferWriter<byte> twice = new();
        Require(Rewriting.Rewrite(secondFrame, version, twice) == ParseStatus.Ok, "what was written is refused");
        Require(once.WrittenSpan.SequenceEqual(twice.WrittenSpan), "writing is not a fixpoint");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}

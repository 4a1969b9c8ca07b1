using System.Buffers;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;

namespace Breakwater.Mqtt.Tests;

/// <summary>The path of a message takes no memory: a gateway runs it for each of them.</summary>
public class AllocationTests
{
    private const int Messages = 10_000;

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public void PublishAndPubAck_Whole_AllocateNothing(MqttVersion version)
    {
        byte[] stream = Publish(version);
        Assert.Equal(0, AllocatedBy(() => Roundtrip(new ReadOnlySequence<byte>(stream), version)));
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public void PublishAndPubAck_Segmented_AllocateNothing(MqttVersion version)
    {
        ReadOnlySequence<byte> stream = Fuzz.Segments.Split(Publish(version), 1, 4, 5, 9, 20);
        Assert.Equal(0, AllocatedBy(() => Roundtrip(stream, version)));
    }

    private static byte[] Publish(MqttVersion version)
    {
        ArrayBufferWriter<byte> output = new();
        PublishProperties properties = new() { TopicAlias = 3, ContentType = "text"u8.ToArray(), UserProperties = [new("k", "v")] };
        PacketWriter.WritePublish(
            output, version, "telemetry/temperature"u8, "21.5"u8, QualityOfService.AtLeastOnce, 7, false, false, properties);
        return output.WrittenSpan.ToArray();
    }

    private static long AllocatedBy(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Roundtrip(ReadOnlySequence<byte> stream, MqttVersion version)
    {
        for (int i = 0; i < Messages; i++)
        {
            FixedOutput.Instance.Reset();
            ReadOnlySequence<byte> buffer = stream;
            bool read = Frame.TryRead(ref buffer, 1024, out MqttFrame frame) == FrameStatus.Complete
                & PublishPacket.TryParse(frame, version, out PublishPacket publish) == ParseStatus.Ok;
            foreach (RawUserProperty property in publish.UserProperties)
            {
                read &= property.Name.Length == 1;
            }

            PacketWriter.WritePubAck(FixedOutput.Instance, version, publish.PacketId);
            PacketWriter.WritePublish(
                FixedOutput.Instance, version, "commands/turn"u8, "left"u8, QualityOfService.AtLeastOnce, publish.PacketId, false, false);
            ReadOnlySequence<byte> answer = new(FixedOutput.Instance.Memory);
            read &= Frame.TryRead(ref answer, 1024, out MqttFrame ackFrame) == FrameStatus.Complete
                && PubAckPacket.TryParse(ackFrame, version, out PubAckPacket ack) == ParseStatus.Ok
                && ack.PacketId == 7;
            if (!read)
            {
                throw new InvalidOperationException("The message was not read.");
            }
        }
    }

    private sealed class FixedOutput : IBufferWriter<byte>
    {
        private readonly byte[] _bytes = new byte[256];
        private int _written;

        public static FixedOutput Instance { get; } = new();

        public ReadOnlyMemory<byte> Memory => _bytes;

        public void Reset() => _written = 0;

        public void Advance(int count) => _written += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(_written);

        public Span<byte> GetSpan(int sizeHint = 0) => _bytes.AsSpan(_written);
    }
}

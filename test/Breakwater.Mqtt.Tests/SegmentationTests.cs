using System.Buffers;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Fuzz;
using Breakwater.Mqtt.Protocol;
using CsCheck;

namespace Breakwater.Mqtt.Tests;

public class SegmentationTests
{
    [Fact]
    public void Rewrite_StreamCutAnywhere_GivesTheSamePackets() =>
        Gen.Select(Gen.Int, Gen.Enum<MqttVersion>(), Gen.Int[0, 400].Array[0, 40]).Sample((seed, version, cuts) =>
        {
            RandomPackets packets = new(new Random(seed));
            byte[] stream = [.. packets.Next(PacketType.Connect, version), .. packets.Next(PacketType.Publish, version), .. packets.Next()];
            return Read(new ReadOnlySequence<byte>(stream), version) == Read(Segments.Split(stream, cuts), version);
        });

    [Fact]
    public void TryRead_StreamArrivingByteByByte_CompletesOnlyAtTheLastByte() =>
        Gen.Int.Sample(seed =>
        {
            byte[] packet = new RandomPackets(new Random(seed)).Next();
            for (int length = 0; length < packet.Length; length++)
            {
                ReadOnlySequence<byte> part = Segments.Split(packet.AsMemory(0, length), length / 2);
                Assert.Equal(FrameStatus.Incomplete, Frame.TryRead(ref part, int.MaxValue, out _));
            }
        }, iter: 1000);

    private static string Read(ReadOnlySequence<byte> stream, MqttVersion version)
    {
        ArrayBufferWriter<byte> output = new();
        List<string> results = [];
        while (Frame.TryRead(ref stream, int.MaxValue, out MqttFrame frame) == FrameStatus.Complete)
        {
            results.Add($"{frame.Header} {frame.TotalLength} {Rewriting.Rewrite(frame, version, output)}");
        }

        return string.Join(',', results) + Convert.ToHexString(output.WrittenSpan) + stream.Length;
    }
}

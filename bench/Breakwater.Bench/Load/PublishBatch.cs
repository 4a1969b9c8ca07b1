using System.Buffers;
using System.Globalization;
using System.Text;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Bench.Load;

/// <summary>QoS 1 PUBLISH packets, encoded once; before each use only the sequence number in each payload changes.</summary>
internal sealed class PublishBatch
{
    /// <summary>What a payload needs besides its filling.</summary>
    public const int SmallestPayload = 25;

    private const string BeforeSequence = "{\"seq\":\"";
    private readonly int[] sequences;
    private readonly byte[] wire;

    public PublishBatch(string topic, int count, int payloadLength)
    {
        var topicUtf8 = Encoding.UTF8.GetBytes(topic);
        var packets = new ArrayBufferWriter<byte>();
        sequences = new int[count];
        for (var i = 0; i < count; i++)
        {
            var filling = Random.Shared.GetHexString(payloadLength - SmallestPayload, lowercase: true);
            var payload = Encoding.UTF8.GetBytes($$"""{{BeforeSequence}}00000000","d":"{{filling}}"}""");
            PacketWriter.WritePublish(
                packets, MqttVersion.V500, topicUtf8, payload, QualityOfService.AtLeastOnce, (ushort)(i + 1), retain: false, dup: false);
            sequences[i] = packets.WrittenCount - payload.Length + BeforeSequence.Length;
        }

        wire = packets.WrittenSpan.ToArray();
    }

    /// <summary>The packets, numbered from <paramref name="first"/>.</summary>
    public ReadOnlyMemory<byte> From(long first)
    {
        for (var i = 0; i < sequences.Length; i++)
        {
            (first + i).TryFormat(wire.AsSpan(sequences[i], 8), out _, "D8", CultureInfo.InvariantCulture);
        }

        return wire;
    }
}

namespace Breakwater.Mqtt.Fuzz;

/// <summary>Damages a packet; half of the time repairs the remaining length, so that the damage gets past the framing.</summary>
public sealed class Mutation(Random random)
{
    private static readonly byte[] Interesting =
    [
        0x00, 0x01, 0x02, 0x7F, 0x80, 0xFF, 0x26, 0x23, 0x0B, (byte)'#', (byte)'+', (byte)'/', (byte)'$',
    ];

    public byte[] Of(byte[] packet)
    {
        List<byte> bytes = [.. packet];
        for (int rounds = random.Next(1, 4); rounds > 0; rounds--)
        {
            Damage(bytes);
        }

        return random.Next(2) == 0 ? RepairLength(bytes) : [.. bytes];
    }

    private void Damage(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        int at = random.Next(bytes.Count);
        int length = Math.Min(random.Next(1, 9), bytes.Count - at);
        switch (random.Next(6))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = Interesting[random.Next(Interesting.Length)];
                break;
            case 2:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            default:
                bytes.Insert(at, Interesting[random.Next(Interesting.Length)]);
                break;
        }
    }

    private static byte[] RepairLength(List<byte> bytes)
    {
        int lengthEnd = bytes.FindIndex(Math.Min(1, bytes.Count), b => b < 0x80);
        if (lengthEnd < 1)
        {
            return [.. bytes];
        }

        System.Buffers.ArrayBufferWriter<byte> output = new();
        PacketWriter.WriteFrame(output, bytes[0], bytes.Skip(lengthEnd + 1).ToArray());
        return output.WrittenSpan.ToArray();
    }
}

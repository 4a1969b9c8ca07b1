using System.Buffers;
using System.Buffers.Binary;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary>
/// The bytes of a record in a block: series (varint), time (8 bytes, microseconds, big-endian), length (varint), payload. A chunk holds the same
/// without the series, compressed.
/// </summary>
internal static class RecordFormat
{
    /// <summary>The most that a record adds to its payload: two varints of 5 bytes and the time.</summary>
    public const int LargestOverhead = 5 + 8 + 5;

    public static int Write(Span<byte> target, SeriesId series, long atMicros, in ReadOnlySequence<byte> payload)
    {
        var position = WriteVarint(target, (uint)series.Value);
        return position + WritePoint(target[position..], atMicros, payload);
    }

    public static int WritePoint(Span<byte> target, long atMicros, in ReadOnlySequence<byte> payload)
    {
        BinaryPrimitives.WriteInt64BigEndian(target, atMicros);
        var position = 8 + WriteVarint(target[8..], (uint)payload.Length);
        payload.CopyTo(target[position..]);
        return position + (int)payload.Length;
    }

    /// <summary>Reads the record at <paramref name="position"/> and moves it to the next one.</summary>
    public static (SeriesId Series, StoredPoint Point) Read(ReadOnlyMemory<byte> block, ref int position)
    {
        var series = new SeriesId((int)ReadVarint(block.Span, ref position));
        return (series, ReadPoint(block, ref position));
    }

    /// <summary>Reads only what a scan needs: the series, and where the record ends.</summary>
    public static SeriesId Skip(ReadOnlySpan<byte> block, ref int position)
    {
        var series = new SeriesId((int)ReadVarint(block, ref position));
        position += 8;
        var length = (int)ReadVarint(block, ref position);
        position += length;
        return series;
    }

    /// <summary>Reads a point up to its payload, and says how long that is.</summary>
    public static uint ReadHead(ReadOnlySpan<byte> source, ref int position, out long atMicros)
    {
        if (source.Length - position < 8)
        {
            throw new StoreUnavailableException("A telemetry record is damaged: it has no time.");
        }

        atMicros = BinaryPrimitives.ReadInt64BigEndian(source[position..]);
        position += 8;
        return ReadVarint(source, ref position);
    }

    private static StoredPoint ReadPoint(ReadOnlyMemory<byte> block, ref int position)
    {
        var length = (int)ReadHead(block.Span, ref position, out var at);
        var payload = block.Slice(position, length);
        position += length;
        return new StoredPoint(at, payload);
    }

    private static int WriteVarint(Span<byte> target, uint value)
    {
        var position = 0;
        while (value >= 0x80)
        {
            target[position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[position++] = (byte)value;
        return position;
    }

    private static uint ReadVarint(ReadOnlySpan<byte> source, ref int position)
    {
        uint value = 0;
        for (var shift = 0; shift < 35 && position < source.Length; shift += 7)
        {
            var b = source[position++];
            value |= (uint)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new StoreUnavailableException("A telemetry block is damaged: a number has no end.");
    }
}

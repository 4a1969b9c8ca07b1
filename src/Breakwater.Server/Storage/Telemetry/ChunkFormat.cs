using System.Buffers;
using System.IO.Compression;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary>
/// The bytes of a chunk: points in time order (see <see cref="RecordFormat"/>), Brotli-compressed (RFC 7932). <see cref="ChunkReader"/> reads them.
/// </summary>
internal static class ChunkFormat
{
    /// <summary>Bytes before compression, unless one point has more. Source: a page of points has as many, so that a page reads one chunk or two.</summary>
    public const int LargestRaw = 1024 * 1024;

    /// <summary>Brotli level 1: telemetry repeats itself so much that higher levels cost time and save little.</summary>
    private const int Quality = 1;

    private const int Window = 18;

    /// <summary>How many of the points, from the first on, one chunk takes.</summary>
    public static int CountOf(ReadOnlySpan<StoredPoint> points)
    {
        var (count, bytes) = (0, 0);
        while (count < points.Length)
        {
            bytes += points[count].Payload.Length + RecordFormat.LargestOverhead;
            if (count > 0 && bytes > LargestRaw)
            {
                break;
            }

            count++;
        }

        return count;
    }

    public static (byte[] Data, int RawLength) Pack(ReadOnlySpan<StoredPoint> points)
    {
        var largest = 0;
        foreach (var point in points)
        {
            largest += point.Payload.Length + RecordFormat.LargestOverhead;
        }

        var raw = ArrayPool<byte>.Shared.Rent(largest);
        var packed = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(largest));
        try
        {
            var length = 0;
            foreach (var point in points)
            {
                length += RecordFormat.WritePoint(raw.AsSpan(length), point.AtMicros, new ReadOnlySequence<byte>(point.Payload));
            }

            return BrotliEncoder.TryCompress(raw.AsSpan(0, length), packed, out var written, Quality, Window)
                ? (packed.AsSpan(0, written).ToArray(), length)
                : throw new InvalidOperationException("Brotli needed more room than it says it does.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
            ArrayPool<byte>.Shared.Return(packed);
        }
    }
}

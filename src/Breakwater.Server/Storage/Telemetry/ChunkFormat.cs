using System.Buffers;
using System.IO.Compression;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary>The bytes of a chunk: points in time order (see <see cref="RecordFormat"/>), Brotli-compressed (RFC 7932).</summary>
internal static class ChunkFormat
{
    /// <summary>Brotli level 1: telemetry repeats itself so much that higher levels cost time and save little.</summary>
    private const int Quality = 1;

    private const int Window = 18;

    public static (byte[] Data, int RawLength) Pack(List<StoredPoint> points)
    {
        var largest = points.Sum(p => p.Payload.Length + RecordFormat.LargestOverhead);
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

    /// <exception cref="StoreUnavailableException">The chunk is damaged.</exception>
    public static byte[] Unpack(byte[] data, int rawLength)
    {
        var raw = new byte[rawLength];
        return BrotliDecoder.TryDecompress(data, raw, out var written) && written == rawLength
            ? raw
            : throw new StoreUnavailableException("A telemetry chunk is damaged: it does not decompress.");
    }
}

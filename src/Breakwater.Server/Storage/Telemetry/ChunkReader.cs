using System.Buffers;
using System.IO.Compression;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary>
/// Reads the points of a chunk one after the other. Of what it unpacks it holds the point at hand and little more, however long the chunk is: what a few bytes
/// unpack to is not known before.
/// </summary>
/// <param name="rawLength">Bytes that the chunk unpacks to.</param>
internal sealed class ChunkReader(ReadOnlyMemory<byte> data, int rawLength) : IDisposable
{
    private const int Window = 16 * 1024;

    /// <summary>Source: the largest MQTT packet that can be configured.</summary>
    private const int LargestPayload = 16 * 1024 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(Window);
    private BrotliDecoder decoder;
    private int consumed;
    private int start;
    private int end;
    private int packed = rawLength;
    private int length;

    /// <summary>Of the point that was read last.</summary>
    public long AtMicros { get; private set; }

    /// <summary>Of the point that was read last; the next read overwrites it.</summary>
    public ReadOnlySpan<byte> Payload => buffer.AsSpan(start, length);

    /// <summary>False: there is no point any more.</summary>
    /// <exception cref="StoreUnavailableException">The chunk is damaged.</exception>
    public bool Read()
    {
        start += length;
        length = 0;
        if (start == end && packed == 0)
        {
            CheckEnd();
            return false;
        }

        Unpack(Math.Min(RecordFormat.LargestOverhead, end - start + packed));
        var position = start;
        var next = RecordFormat.ReadHead(buffer.AsSpan(0, end), ref position, out var at);
        start = position;
        if (next > LargestPayload || next > end - start + packed)
        {
            throw Damaged();
        }

        Unpack((int)next);
        (AtMicros, length) = (at, (int)next);
        return true;
    }

    public void Dispose()
    {
        decoder.Dispose();
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private static StoreUnavailableException Damaged() => new("A telemetry chunk is damaged: it does not decompress.");

    /// <summary>Unpacks until so many bytes are at hand.</summary>
    private void Unpack(int wanted)
    {
        while (end - start < wanted)
        {
            if (end == buffer.Length)
            {
                MakeRoom();
            }

            decoder.Decompress(data.Span[consumed..], buffer.AsSpan(end, Math.Min(buffer.Length - end, packed)), out var read, out var written);
            if (written == 0)
            {
                throw Damaged();
            }

            consumed += read;
            end += written;
            packed -= written;
        }
    }

    /// <summary>What has been read makes room; a point that fills the buffer gets one twice as long, so that the buffer grows with what is there, not with what is claimed.</summary>
    private void MakeRoom()
    {
        var larger = end - start > buffer.Length / 2 ? ArrayPool<byte>.Shared.Rent(buffer.Length * 2) : buffer;
        buffer.AsSpan(start, end - start).CopyTo(larger);
        (start, end) = (0, end - start);
        if (larger != buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
    }

    private void CheckEnd()
    {
        Span<byte> beyond = stackalloc byte[1];
        if (decoder.Decompress(data.Span[consumed..], beyond, out _, out var written) != OperationStatus.Done || written > 0)
        {
            throw Damaged();
        }
    }
}

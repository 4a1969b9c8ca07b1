using System.Buffers;

namespace Breakwater.Server.Http.Answers;

/// <summary>Bytes that are written and kept for a while, in memory that comes from the shared pool and goes back to it.</summary>
internal sealed class PooledBytes : IBufferWriter<byte>, IDisposable
{
    private const int Smallest = 4 * 1024;

    private byte[] buffer = [];

    public int WrittenCount { get; private set; }

    public ReadOnlyMemory<byte> WrittenMemory => buffer.AsMemory(0, WrittenCount);

    public void Advance(int count) => WrittenCount += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsMemory(WrittenCount);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsSpan(WrittenCount);
    }

    public void Clear() => WrittenCount = 0;

    public void Dispose()
    {
        var returned = buffer;
        (buffer, WrittenCount) = ([], 0);
        if (returned.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(returned, clearArray: true);
        }
    }

    private void Reserve(int sizeHint)
    {
        var needed = WrittenCount + Math.Max(sizeHint, 1);
        if (needed <= buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, Math.Max(needed, buffer.Length * 2)));
        buffer.AsSpan(0, WrittenCount).CopyTo(larger);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        buffer = larger;
    }
}

using System.Buffers;

namespace Breakwater.Server.Http.Holding;

/// <summary>
/// Bytes that are written and kept for a while, in memory that comes from the shared pool and goes back to it block by block, as they leave: a reader who takes
/// his time has no more of it than he has to take still.
/// </summary>
internal sealed class PooledBytes(HeldShare share) : IBufferWriter<byte>, IDisposable
{
    /// <summary>Bytes of a block; a first one that is smaller grows to it. Source: what one section passes on.</summary>
    public const int Block = 64 * 1024;

    private const int Smallest = 4 * 1024;

    private readonly Queue<ArraySegment<byte>> full = new();
    private byte[] buffer = [];
    private int written;

    public int WrittenCount { get; private set; }

    /// <summary>What was written first and is here still; empty where nothing is.</summary>
    public ReadOnlyMemory<byte> First => full.TryPeek(out var block) ? block : buffer.AsMemory(0, written);

    public void Advance(int count)
    {
        written += count;
        WrittenCount += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsMemory(written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsSpan(written);
    }

    /// <summary>Gives the memory of <see cref="First"/> back.</summary>
    public void RemoveFirst()
    {
        if (full.TryDequeue(out var block))
        {
            WrittenCount -= block.Count;
            share.Return(block.Array!);
            return;
        }

        WrittenCount -= written;
        written = 0;
        ReturnBuffer();
    }

    public void Clear()
    {
        while (full.Count > 0)
        {
            RemoveFirst();
        }

        RemoveFirst();
    }

    public void Dispose() => Clear();

    private void Reserve(int sizeHint)
    {
        var needed = written + Math.Max(sizeHint, 1);
        if (needed <= buffer.Length)
        {
            return;
        }

        if (written > 0 && needed > Block)
        {
            full.Enqueue(new ArraySegment<byte>(buffer, 0, written));
            (buffer, written) = ([], 0);
            buffer = share.Rent(Math.Max(Block, sizeHint));
            return;
        }

        var larger = share.Rent(Math.Max(Smallest, Math.Max(needed, Math.Min(Block, buffer.Length * 2))));
        buffer.AsSpan(0, written).CopyTo(larger);
        ReturnBuffer();
        buffer = larger;
    }

    private void ReturnBuffer()
    {
        var returned = buffer;
        buffer = [];
        if (returned.Length > 0)
        {
            share.Return(returned);
        }
    }
}

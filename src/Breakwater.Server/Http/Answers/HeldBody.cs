using System.Buffers;
using System.IO.Pipelines;

namespace Breakwater.Server.Http.Answers;

/// <summary>
/// The body of an answer that may not leave yet. It is held in memory until <c>release</c> has been awaited, which happens when it grows over the limit or is
/// wanted at once (a stream); from then on it passes through. Bytes are counted either way.
/// </summary>
internal sealed class HeldBody(PipeWriter inner, int limit, Func<HeldBody, ValueTask> release) : PipeWriter
{
    private readonly ArrayBufferWriter<byte> held = new();
    private long unflushed;

    /// <summary>Bytes that the endpoint has written.</summary>
    public long Length { get; private set; }

    public bool IsReleased { get; private set; }

    /// <summary>The endpoint wants what it writes to leave at once.</summary>
    public bool IsStream { get; set; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0) => IsReleased ? inner.GetMemory(sizeHint) : held.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => IsReleased ? inner.GetSpan(sizeHint) : held.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (IsReleased)
        {
            inner.Advance(bytes);
        }
        else
        {
            held.Advance(bytes);
        }

        Length += bytes;
        unflushed += bytes;
    }

    /// <summary>What does not fit is not held: it waits in the hands of whoever writes it.</summary>
    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (!IsReleased && held.WrittenCount + source.Length <= limit)
        {
            this.Write(source.Span);
            return await FlushAsync(cancellationToken);
        }

        // Counted before the release, so that the entry tells of it.
        Length += source.Length;
        unflushed = 0;
        await ReleaseAsync();
        return await inner.WriteAsync(source, cancellationToken);
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        unflushed = 0;
        if (!IsReleased && !IsStream && held.WrittenCount <= limit)
        {
            return default;
        }

        await ReleaseAsync();
        return await inner.FlushAsync(cancellationToken);
    }

    /// <summary>Lets what is held go, once it may.</summary>
    public async ValueTask ReleaseAsync()
    {
        if (IsReleased)
        {
            return;
        }

        await release(this);
        IsReleased = true;
        inner.Write(held.WrittenSpan);
        held.Clear();
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <summary>The answer is completed by whoever holds it.</summary>
    public override void Complete(Exception? exception = null)
    {
    }
}

using System.Buffers;
using System.IO.Pipelines;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Http.Holding;

namespace Breakwater.Server.Http.Walk;

/// <summary>
/// The body of an answer on its way out. It is held in memory until its entry is in the ledger, which happens when it grows over the limit or is wanted at once
/// (a stream), or when its principal's uses hold too much together. From then on each piece passes inside a section of the lease, so that none follows the end of what permitted it; a piece that its reader is slow to
/// take is cut off then. Bytes are counted.
/// </summary>
/// <param name="share">What its principal's uses hold together.</param>
/// <param name="limit">Bytes that are held.</param>
/// <param name="tell">Enters what is known of the answer, before any of it leaves.</param>
/// <param name="lease">Under which the next piece may leave.</param>
/// <param name="again">Asks for another lease when this one has moved; throws when it is refused.</param>
/// <param name="cut">Ends the answer at once, with what its reader has not taken; over HTTP/2 its stream.</param>
/// <param name="abort">Ends the connection at once, too: over HTTP/2 it has taken pieces of the stream, and would send them.</param>
/// <param name="piece">Bytes that one section copies: at most what may follow a revocation when its reader does not read.</param>
internal sealed class GuardedBody(
    PipeWriter inner, HeldShare share, int limit, Func<ValueTask> tell, Func<Lease> lease, Func<ValueTask> again, Action cut, Action abort, int piece, TimeProvider? time = null) : PipeWriter, IDisposable
{
    /// <summary>Bytes that are held also where others of its principal hold too much. Source: most answers are shorter; they keep their length, and run anew where what permits them moves.</summary>
    private const int Floor = 32 * 1024;

    /// <summary>
    /// How long a piece may wait for its reader, but in a stream: half a minute, and as long as it takes at Kestrel's slowest pace (240 bytes a second, MinResponseDataRate),
    /// which Kestrel itself asks of a connection only. Over HTTP/2 a reader could leave its streams for ever, and with them what they hold.
    /// </summary>
    private readonly TimeSpan patience = TimeSpan.FromSeconds(30 + (piece / 240));

    private readonly PooledBytes held = new(share);
    private long unflushed;
    private bool hasBegun;

    /// <summary>Bytes that the endpoint has written.</summary>
    public long Length { get; private set; }

    /// <summary>Its entry is in the ledger.</summary>
    public bool IsReleased { get; private set; }

    /// <summary>The endpoint wants what it writes to leave at once.</summary>
    public bool IsStream { get; set; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0) => held.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => held.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        held.Advance(bytes);
        Length += bytes;
        unflushed += bytes;
    }

    /// <summary>What does not fit is not held: it waits in the hands of whoever writes it.</summary>
    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (!IsReleased && held.WrittenCount + source.Length <= limit)
        {
            // Block by block: others of its principal take at the same time.
            while (!source.IsEmpty && MayHold(Math.Min(source.Length, PooledBytes.Block)))
            {
                var next = source[..Math.Min(source.Length, PooledBytes.Block)];
                this.Write(next.Span);
                source = source[next.Length..];
            }

            if (source.IsEmpty)
            {
                return await FlushAsync(cancellationToken);
            }
        }

        // Counted before the release, so that the entry tells of it.
        Length += source.Length;
        unflushed = 0;
        await ReleaseAsync();
        var result = await PassAsync(cancellationToken);
        return source.IsEmpty || result.IsCompleted || result.IsCanceled ? result : await PassAsync(source, cancellationToken);
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        unflushed = 0;
        if (!IsReleased && !IsStream && held.WrittenCount <= limit && MayHold(0))
        {
            return default;
        }

        await ReleaseAsync();
        return await PassAsync(cancellationToken);
    }

    /// <summary>Enters it, unless that has been done.</summary>
    public async ValueTask ReleaseAsync()
    {
        if (!IsReleased)
        {
            await tell();
            IsReleased = true;
        }
    }

    /// <summary>Lets what is held go. Where nothing is, and the answer has begun, nothing needs to be permitted: so a stream that has ended ends in order.</summary>
    public async ValueTask<FlushResult> PassAsync(CancellationToken cancellationToken)
    {
        if (hasBegun && held.WrittenCount == 0)
        {
            return default;
        }

        FlushResult result;
        do
        {
            result = await PassAsync(held.First, cancellationToken);
            held.RemoveFirst();
        }
        while (held.WrittenCount > 0 && !result.IsCompleted && !result.IsCanceled);
        held.Clear();
        return result;
    }

    /// <summary>What the endpoint wrote is forgotten: it runs again.</summary>
    public void Clear()
    {
        held.Clear();
        (Length, unflushed, IsReleased) = (0, 0, false);
    }

    /// <summary>Gives the memory back. Nothing is written after this.</summary>
    public void Dispose() => held.Dispose();

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <summary>The answer is completed by whoever holds it.</summary>
    public override void Complete(Exception? exception = null)
    {
    }

    private bool MayHold(int more) => !share.IsUsedUp || held.WrittenCount + more <= Floor;

    /// <summary>Of nothing, the headers pass.</summary>
    private async ValueTask<FlushResult> PassAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        FlushResult result;
        do
        {
            var next = bytes[..Math.Min(piece, bytes.Length)];
            bytes = bytes[next.Length..];
            result = await PassPieceAsync(next, cancellationToken);
        }
        while (!bytes.IsEmpty && !result.IsCompleted && !result.IsCanceled);
        return result;
    }

    private async ValueTask<FlushResult> PassPieceAsync(ReadOnlyMemory<byte> next, CancellationToken cancellationToken)
    {
        ValueTask<FlushResult> flush;
        Underway? underway;
        while (!TryPass(next.Span, cancellationToken, out flush, out underway))
        {
            await again();
        }

        if (underway is null)
        {
            return await flush;
        }

        var isTaken = false;
        try
        {
            var result = IsStream ? await flush : await flush.AsTask().WaitAsync(patience, time ?? TimeProvider.System, CancellationToken.None);
            isTaken = !result.IsCanceled;
            return result;
        }
        catch (TimeoutException)
        {
            return new FlushResult(isCanceled: false, isCompleted: true);
        }
        finally
        {
            if (!isTaken)
            {
                // Whoever does not wait for it any more leaves it behind in the connection.
                cut();
            }

            underway.Done();
        }
    }

    /// <summary>The flush begins inside the section, since it writes the headers, and is waited for outside.</summary>
    /// <param name="underway">Null: it has been taken.</param>
    private bool TryPass(ReadOnlySpan<byte> bytes, CancellationToken cancellationToken, out ValueTask<FlushResult> flush, out Underway? underway)
    {
        using var effect = lease().Enter();
        (flush, underway) = (default, null);
        if (!effect.Allowed)
        {
            return false;
        }

        hasBegun = true;
        inner.Write(bytes);
        flush = inner.FlushAsync(cancellationToken);
        if (!flush.IsCompletedSuccessfully)
        {
            underway = new Underway(abort);
            underway.Guard(effect);
        }

        return true;
    }
}

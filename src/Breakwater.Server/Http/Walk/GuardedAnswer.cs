using System.IO.Pipelines;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Storage;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Breakwater.Server.Http.Walk;

/// <summary>
/// An answer of which no byte leaves before its entry is in the ledger (law 8), nor after what permitted it has ended (law 6). The entry says how many bytes it
/// is about; an answer that is longer than what is held gets a second entry, of count 0, when it has ended.
/// </summary>
internal sealed class GuardedAnswer : IHttpResponseBodyFeature, IDisposable
{
    /// <summary>Bytes of a piece. The socket takes no more than 4 KB ahead of its reader over HTTP/1, whatever it is given; over HTTP/2 the connection takes a whole piece.</summary>
    private const int Piece = 64 * 1024;
    private const int Http2Piece = 4 * 1024;

    private readonly RequestWalk walk;
    private readonly HttpContext http;
    private readonly RefusalReport refusals;
    private readonly AccessRecording? recording;
    private readonly IHttpResponseBodyFeature inner;
    private readonly GuardedBody body;
    private long told;

    /// <param name="recording">Enters the use before the first byte leaves; null: nothing is entered, or it has been already.</param>
    /// <param name="limit">Bytes that are held.</param>
    public GuardedAnswer(RequestWalk walk, RefusalReport refusals, AccessRecording? recording, int limit)
    {
        this.walk = walk;
        this.refusals = refusals;
        this.recording = recording;
        http = walk.Http;
        inner = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        body = new GuardedBody(inner.Writer, walk.Held, limit, TellAsync, () => walk.Lease, AgainAsync, http.Abort, AbortConnection, PieceOf(http.Request.Protocol));
        Stream = body.AsStream(leaveOpen: true);
    }

    public Stream Stream { get; }

    public PipeWriter Writer => body;

    /// <summary>Nothing has left and nothing more comes, in an answer that has a body (RFC 9110 §6.4.1; to HEAD it has one that is not sent).</summary>
    private bool IsHeldWhole => !body.IsReleased && !body.IsStream && !http.Response.HasStarted && http.Response.ContentLength is null
        && !HttpMethods.IsHead(http.Request.Method)
        && http.Response.StatusCode is >= 200 and not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);

    /// <summary>Runs the rest of the pipeline; when this returns the answer and its entry are complete.</summary>
    public async Task RunAsync(RequestDelegate next)
    {
        http.Features.Set<IHttpResponseBodyFeature>(this);
        try
        {
            if (!await AnswerAsync(next))
            {
                await AnswerAnewAsync(next);
            }
        }
        catch (RefusedLateException late)
        {
            await EndAsync(late);
        }
        catch (GuardMovedException) when (body.IsReleased)
        {
            // Its second try moved, too, or part of it has left: half an answer must not look whole.
            http.Abort();
        }
        catch when (!body.IsReleased && recording is not null)
        {
            // The permit was used, whatever came of it; nothing of what the endpoint wrote leaves.
            http.Features.Set(inner);
            await recording.EnterAsync(walk);
            throw;
        }
        finally
        {
            http.Features.Set(inner);
            await TellRestAsync();
        }
    }

    public void Dispose() => body.Dispose();

    public void DisableBuffering()
    {
        body.IsStream = true;
        inner.DisableBuffering();
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await body.ReleaseAsync();
        await body.PassAsync(cancellationToken);
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        await SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    /// <summary>The answer is completed by the server, after the rest of the pipeline has run.</summary>
    public async Task CompleteAsync()
    {
        await body.ReleaseAsync();
        await body.PassAsync(http.RequestAborted);
        await inner.CompleteAsync();
    }

    private static int PieceOf(string protocol) => HttpProtocol.IsHttp2(protocol) ? Http2Piece : Piece;

    private void AbortConnection()
    {
        http.Abort();
        http.Features.Get<IConnectionLifetimeFeature>()?.Abort();
    }

    /// <summary>Before the first byte leaves.</summary>
    private async ValueTask TellAsync()
    {
        told = body.Length;
        if (recording is not null)
        {
            AccessRecording.Refer(http, await recording.EnterAsync(walk, http.Response.StatusCode, told));
        }
    }

    /// <summary>What the answer rests on has moved: asked once more.</summary>
    /// <exception cref="RefusedLateException">It is refused now.</exception>
    private async ValueTask AgainAsync()
    {
        if (walk.Lease is { HasCommitted: true, IsEnded: true })
        {
            // What came of it is a use, too: a wait whose access has ended gets no answer, even where a new question would.
            throw new RefusedLateException(Refusal.Of(RefusalReason.Unauthenticated));
        }

        if (walk.Policy.IsStream || walk.FleetPermit is not null)
        {
            // What a list shows was within the reach of then; a stream ends with what opened it. Neither goes on under another permit: begun anew, or not at all.
            throw new GuardMovedException();
        }

        await DecideAgainAsync();
    }

    /// <exception cref="RefusedLateException">It is refused now.</exception>
    private async ValueTask DecideAgainAsync()
    {
        if (await walk.DecideAsync() is { } refusal)
        {
            throw new RefusedLateException(refusal);
        }
    }

    /// <summary>False: what it rests on moved before any of it had left.</summary>
    private async Task<bool> AnswerAsync(RequestDelegate next)
    {
        try
        {
            await RunEndpointAsync(next);
            await FinishAsync();
            return true;
        }
        catch (GuardMovedException) when (body.IsReleased && !http.Response.HasStarted && !walk.Lease.HasCommitted)
        {
            return false;
        }
    }

    private async Task AnswerAnewAsync(RequestDelegate next)
    {
        await RunAnewAsync(next);
        await FinishAsync();
    }

    private async ValueTask FinishAsync()
    {
        if (IsHeldWhole)
        {
            // Without a length the end of the answer would be a chunk of its own, in a write and a TLS record of its own.
            http.Response.ContentLength = body.Length;
        }

        await body.ReleaseAsync();
        await body.PassAsync(http.RequestAborted);
    }

    private async Task RunAnewAsync(RequestDelegate next)
    {
        await DecideAgainAsync();
        body.Clear();
        walk.Held.GivePayloadsBack();
        http.Response.Clear();
        if (http.Request.Body is MemoryStream { CanSeek: true } read)
        {
            read.Position = 0;
        }

        await next(http);
    }

    /// <summary>A unit of work that was refused by its guard has changed nothing: if the access is granted again, the endpoint runs once more.</summary>
    private async Task RunEndpointAsync(RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (GuardMovedException) when (!body.IsReleased && !walk.Lease.HasCommitted)
        {
            await RunAnewAsync(next);
        }
    }

    private async ValueTask EndAsync(RefusedLateException late)
    {
        http.Features.Set(inner);
        if (http.Response.HasStarted || walk.Lease.HasCommitted)
        {
            // Half an answer must not look whole, and a refusal must not look as if nothing had been done.
            http.Abort();
            return;
        }

        http.Response.Clear();
        await refusals.RefuseAsync(walk, late.Refusal, late.Detail);
    }

    private ValueTask TellRestAsync() => recording is not null && body.IsReleased && body.Length > told
        ? recording.EnterRestAsync(walk, http.Response.StatusCode, body.Length - told)
        : ValueTask.CompletedTask;
}

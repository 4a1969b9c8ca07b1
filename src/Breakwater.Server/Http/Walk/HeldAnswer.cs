using System.IO.Pipelines;
using Breakwater.Server.Http.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace Breakwater.Server.Http.Walk;

/// <summary>
/// An answer of which no byte leaves before its entry is in the ledger (law 8). The entry says how many bytes it is about; an answer that is longer than what is
/// held gets a second entry, of count 0, when it has ended.
/// </summary>
internal sealed class HeldAnswer : IHttpResponseBodyFeature
{
    private readonly HttpContext http;
    private readonly AnswerEntries entries;
    private readonly IHttpResponseBodyFeature inner;
    private readonly HeldBody body;
    private long told;

    public HeldAnswer(HttpContext http, AnswerEntries entries, int limit)
    {
        this.http = http;
        this.entries = entries;
        inner = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        body = new HeldBody(inner.Writer, limit, TellAsync);
        Stream = body.AsStream(leaveOpen: true);
    }

    public Stream Stream { get; }

    public PipeWriter Writer => body;

    /// <summary>Runs the rest of the pipeline; when this returns the answer and its entry are complete.</summary>
    public async Task RunAsync(RequestDelegate next)
    {
        http.Features.Set<IHttpResponseBodyFeature>(this);
        try
        {
            await next(http);
            await body.ReleaseAsync();
            await inner.Writer.FlushAsync(http.RequestAborted);
        }
        catch when (!body.IsReleased)
        {
            // The permit was used, whatever came of it; nothing of what the endpoint wrote leaves.
            http.Features.Set(inner);
            await entries.CommitAsync(status: null, bytes: 0);
            throw;
        }
        finally
        {
            http.Features.Set(inner);
            await TellRestAsync();
        }
    }

    public void DisableBuffering()
    {
        body.IsStream = true;
        inner.DisableBuffering();
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await body.ReleaseAsync();
        await inner.StartAsync(cancellationToken);
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        await body.ReleaseAsync();
        await inner.SendFileAsync(path, offset, count, cancellationToken);
    }

    /// <summary>The answer is completed by the server, after the rest of the pipeline has run.</summary>
    public async Task CompleteAsync()
    {
        await body.ReleaseAsync();
        await inner.CompleteAsync();
    }

    private async ValueTask TellAsync(HeldBody held)
    {
        told = held.Length;
        EntryHeader.Set(http, await entries.CommitAsync(http.Response.StatusCode, told));
    }

    private ValueTask TellRestAsync() => body.IsReleased && body.Length > told
        ? entries.CommitRestAsync(http.Response.StatusCode, body.Length - told)
        : ValueTask.CompletedTask;
}

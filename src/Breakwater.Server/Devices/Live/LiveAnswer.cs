using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Breakwater.Server.Access.Permits;

namespace Breakwater.Server.Devices.Live;

/// <summary>
/// What happens on a device as server-sent events (WHATWG HTML §9.2), until the watcher's access ends. An event goes from where all watchers have it to the
/// connection: nothing of it is kept for a watcher.
/// </summary>
internal static class LiveAnswer
{
    /// <summary>Often enough that proxies, which commonly close a silent connection after 60 s, keep it open.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    /// <summary>Bytes up to which an event is worth a copy, to go in one write.</summary>
    private const int Small = 4 * 1024;

    private static readonly LiveItem Ready = new("ready", "{}"u8.ToArray(), null);
    private static readonly LiveItem Silence = new("keep-alive", "{}"u8.ToArray(), null);

    /// <param name="stopping">The server stops.</param>
    public static async Task RunAsync(HttpContext http, Permit permit, LiveFeeds feeds, TimeProvider time, CancellationToken stopping)
    {
        var (response, aborted) = (http.Response, http.RequestAborted);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache,no-store";
        response.Headers.Pragma = "no-cache";

        // Whatever compresses on the way would hold events back.
        response.Headers.ContentEncoding = "identity";
        using var watch = feeds.Subscribe(permit);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(permit.Lease.Ended, stopping, aborted);

        // From here on each flush leaves at once.
        await response.StartAsync(aborted);
        for (var item = Ready; item is not null; item = await NextAsync(watch, time, ended.Token))
        {
            if ((await WriteAsync(response.BodyWriter, item, aborted)).IsCompleted)
            {
                return;
            }
        }
    }

    private static async ValueTask<FlushResult> WriteAsync(PipeWriter writer, LiveItem item, CancellationToken cancellationToken)
    {
        writer.Write("event: "u8);
        Encoding.UTF8.GetBytes(item.Type, writer);
        writer.Write("\ndata: "u8);
        if (item.Json.Length <= Small)
        {
            writer.Write(item.Json.Span);
        }
        else if ((await writer.WriteAsync(item.Json, cancellationToken)) is { IsCompleted: true } gone)
        {
            return gone;
        }

        writer.Write("\n\n"u8);
        return await writer.FlushAsync(cancellationToken);
    }

    /// <summary>The next event; <see cref="Silence"/> after one; null once the stream has ended.</summary>
    private static async ValueTask<LiveItem?> NextAsync(LiveSubscription watch, TimeProvider time, CancellationToken ended)
    {
        if (watch.TryTake(out var waiting))
        {
            return ended.IsCancellationRequested ? null : waiting;
        }

        using var silence = new CancellationTokenSource(KeepAlive, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, ended);
        try
        {
            return await watch.TakeAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            return ended.IsCancellationRequested ? null : Silence;
        }
    }
}

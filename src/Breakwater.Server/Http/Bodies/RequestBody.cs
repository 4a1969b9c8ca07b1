using System.IO.Pipelines;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Holding;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Breakwater.Server.Http.Bodies;

/// <summary>The body of a request, read whole, or the problem with it. The endpoint reads it from memory: it cannot wait for the caller.</summary>
internal sealed record RequestBody(long Length, ProblemAnswer? Problem)
{
    /// <summary>Bytes that are made room for before any has come.</summary>
    private const int FirstBytes = 16 * 1024;

    private const string Ended = "What permitted the request ended while its body was arriving.";

    private static readonly RequestBody Empty = new(0, null);

    /// <param name="lease">When it ends, nothing more is waited for, so that the place among its principal's uses is free at once.</param>
    /// <param name="held">Takes it as it comes, and answers make room for it: at most <see cref="BodyRule.MaximumBytes"/> a use.</param>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext http, BodyRule rule, Lease lease, HeldShare held)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || http.Request.ContentLength == 0)
        {
            return Empty;
        }

        if (http.Request.ContentLength > rule.MaximumBytes)
        {
            return TooLarge(rule);
        }

        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } pace)
        {
            // The deadline is for all of it; the server's own pace would say so in other words, or over HTTP/2 not at all.
            pace.MinDataRate = null;
        }

        // Woken and not cancelled: a read that was cancelled leaves the server's reader in the middle of one.
        var reader = http.Request.BodyReader;
        using var deadline = new CancellationTokenSource(BodyRule.Deadline, http.RequestServices.GetRequiredService<TimeProvider>());
        using var late = deadline.Token.UnsafeRegister(Wake, reader);
        lease.WhenEnded = reader.CancelPendingRead;
        try
        {
            return await ReadAsync(http, rule, reader, lease, held, deadline.Token);
        }
        finally
        {
            lease.WhenEnded = null;
        }
    }

    private static async Task<RequestBody> ReadAsync(
        HttpContext http, BodyRule rule, PipeReader reader, Lease lease, HeldShare held, CancellationToken deadline)
    {
        var body = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 0, FirstBytes));
        held.Take(body.Capacity);
        ReadResult read;
        do
        {
            if (lease.IsEnded)
            {
                // It ended before it could wake anybody.
                return Cut(http, body.Length, Ended);
            }

            read = await reader.ReadAsync(CancellationToken.None);
            if (body.Length + read.Buffer.Length > rule.MaximumBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return TooLarge(rule);
            }

            Reserve(body, body.Length + read.Buffer.Length, rule, held);
            foreach (var piece in read.Buffer)
            {
                body.Write(piece.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (!read.IsCompleted && deadline.IsCancellationRequested)
            {
                return Cut(http, body.Length, $"The whole body has {BodyRule.Deadline.TotalSeconds} seconds to arrive; {body.Length} bytes did.");
            }

            if (!read.IsCompleted && lease.IsEnded)
            {
                return Cut(http, body.Length, Ended);
            }
        }
        while (!read.IsCompleted);
        body.Position = 0;
        http.Request.Body = body;
        return new RequestBody(body.Length, null);
    }

    /// <summary>Doubles what there is, as often as the stream itself would, but never beyond what may come.</summary>
    private static void Reserve(MemoryStream body, long needed, BodyRule rule, HeldShare held)
    {
        var had = body.Capacity;
        if (needed > had)
        {
            body.Capacity = (int)Math.Min(rule.MaximumBytes, Math.Max(needed, 2L * had));
            held.Take(body.Capacity - had);
        }
    }

    private static void Wake(object? reader) => ((PipeReader)reader!).CancelPendingRead();

    /// <summary>What is still to come is not waited for: the connection ends with the answer (over HTTP/2 the stream).</summary>
    private static RequestBody Cut(HttpContext http, long length, string why)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol))
        {
            http.Response.Headers.Connection = "close";
        }

        return new RequestBody(length, new ProblemAnswer(ProblemCodes.RequestTimeout, why));
    }

    private static RequestBody TooLarge(BodyRule rule) => new(0, new ProblemAnswer(ProblemCodes.TooLarge, $"At most {rule.MaximumBytes} bytes."));
}

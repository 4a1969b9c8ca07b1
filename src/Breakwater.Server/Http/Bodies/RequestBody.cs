using System.Buffers;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace Breakwater.Server.Http.Bodies;

/// <summary>The body of a request, read whole, or the problem with it. The endpoint reads it from memory: it cannot wait for the caller.</summary>
internal sealed record RequestBody(long Length, ProblemAnswer? Problem)
{
    private const int Piece = 16 * 1024;

    private static readonly RequestBody Empty = new(0, null);

    /// <param name="lease">When it ends, nothing more is waited for, so that the place among its principal's uses is free at once.</param>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext http, BodyRule rule, Lease lease)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || http.Request.ContentLength == 0)
        {
            return Empty;
        }

        if (http.Request.ContentLength > rule.MaximumBytes)
        {
            return TooLarge(rule);
        }

        using var deadline = new CancellationTokenSource(BodyRule.Deadline, http.RequestServices.GetRequiredService<TimeProvider>());
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, http.RequestAborted);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone.Token, lease.Ended);
        var body = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 0, Piece));
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            int read;
            while ((read = await ReadPieceAsync(http, buffer, lease, either.Token, gone.Token)) > 0)
            {
                body.Write(buffer.AsSpan(0, read));
                if (body.Length > rule.MaximumBytes)
                {
                    return TooLarge(rule);
                }
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            return Cut(http, body.Length, $"The whole body has {BodyRule.Deadline.TotalSeconds} seconds to arrive; {body.Length} bytes did.");
        }
        catch (OperationCanceledException) when (lease.IsEnded && !http.RequestAborted.IsCancellationRequested)
        {
            return Cut(http, body.Length, "What permitted the request ended while its body was arriving.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        body.Position = 0;
        http.Request.Body = body;
        return new RequestBody(body.Length, null);
    }

    private static async ValueTask<int> ReadPieceAsync(
        HttpContext http, byte[] buffer, Lease lease, CancellationToken either, CancellationToken gone)
    {
        try
        {
            return await http.Request.Body.ReadAsync(buffer, either);
        }
        catch (OperationCanceledException) when (!lease.IsEnded && !gone.IsCancellationRequested)
        {
            // It has moved, and is asked for again when the body is here.
            return await http.Request.Body.ReadAsync(buffer, gone);
        }
    }

    /// <summary>What is still to come is not waited for: the connection ends with the answer.</summary>
    private static RequestBody Cut(HttpContext http, long length, string why)
    {
        http.Response.Headers.Connection = "close";
        return new RequestBody(length, new ProblemAnswer(ProblemCodes.RequestTimeout, why));
    }

    private static RequestBody TooLarge(BodyRule rule) => new(0, new ProblemAnswer(ProblemCodes.TooLarge, $"At most {rule.MaximumBytes} bytes."));
}

using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Contracts.Problems;

namespace Breakwater.Server.Http.Answers;

/// <summary>A problem document (RFC 9457) as an endpoint's result; the titles and statuses of all codes are in this one place.</summary>
/// <param name="limit">The name of the limit that was hit.</param>
/// <param name="remaining">How many of it are left.</param>
public sealed class ProblemAnswer(
    string code, string? detail = null, IReadOnlyDictionary<string, string>? errors = null, string? limit = null, long? remaining = null) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (status, title) = Describe(code);
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/problem+json";
        httpContext.Response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status401Unauthorized)
        {
            // RFC 6750 §3. No error code: it would say whether a token was ever valid.
            httpContext.Response.Headers.WWWAuthenticate = "Bearer realm=\"breakwater\"";
        }

        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            // RFC 9110 §10.2.3. Source: a disk that is behind has caught up in a second or is broken; less than a second the header cannot say.
            httpContext.Response.Headers.RetryAfter = "1";
        }

        var problem = new Problem($"urn:breakwater:problem:{code}", title, status, code, detail, errors, limit, remaining);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(problem, ContractsJson.Default.Problem);

        // Held or not, it looks the same: a refusal of the gate, which is not, and one of an endpoint (law 7).
        httpContext.Response.ContentLength = bytes.Length;
        await httpContext.Response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }

    private static (int Status, string Title) Describe(string code) => code switch
    {
        ProblemCodes.Unauthenticated => (401, "A valid token is needed."),
        ProblemCodes.InsufficientScope => (403, "The token lacks the scope of this operation."),
        ProblemCodes.CommandClassNotGranted => (403, "The grant does not allow commands of this class."),
        ProblemCodes.NotFound => (404, "There is nothing at this path."),
        ProblemCodes.DeviceNotFound => (404, "There is no such device."),
        ProblemCodes.ResourceNotFound => (404, "The device has no such thing."),
        ProblemCodes.ReachBudgetExhausted => (429, "The reach budget is exhausted."),
        ProblemCodes.TooManyUses => (429, "Too many uses at once."),
        ProblemCodes.LimitReached => (429, "A limit is reached."),
        ProblemCodes.CaseRequired => (400, "The case is missing."),
        ProblemCodes.RequestTimeout => (408, "The body did not arrive in time."),
        ProblemCodes.CommandQueueFull => (429, "The device's command queue is full."),
        ProblemCodes.Invalid => (400, "The request is not valid."),
        ProblemCodes.Conflict => (409, "The device's state does not allow this."),
        ProblemCodes.VersionMismatch => (412, "The version has changed."),
        ProblemCodes.TooLarge => (413, "The body is too large."),
        ProblemCodes.UnsupportedMediaType => (415, "The media type is not supported."),
        ProblemCodes.IdempotencyKeyReused => (422, "The idempotency key was used with another request."),
        ProblemCodes.OutcomeUnknown => (500, "It was done, or part of it; ask what holds now."),
        ProblemCodes.Unavailable => (503, "The server cannot answer now; nothing was done."),
        _ => (500, "The server failed."),
    };
}

using System.Globalization;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Access.WaysIn;

namespace Breakwater.Server.Http.Answers;

/// <summary>How a refusal looks over HTTP: one mapping of reasons to problems, and of limits to what says when to come back.</summary>
internal static class RefusalAnswer
{
    public static async Task WriteAsync(HttpContext http, WayInPolicy policy, Refusal refusal, string? detail = null)
    {
        if (policy.Listener == ListenerName.DevicesHttps)
        {
            // EST clients read plain text (RFC 7030 §4.2.3).
            http.Response.StatusCode = refusal.Reason == RefusalReason.Unauthenticated ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
            await http.Response.WriteAsync("Refused.\n");
        }
        else
        {
            if (refusal.Limit is { } limit)
            {
                SetLimit(http.Response, limit);
            }

            await new ProblemAnswer(
                CodeOf(refusal.Reason), detail ?? Detail(policy, refusal), limit: refusal.Limit?.Name, remaining: refusal.Limit?.Remaining).ExecuteAsync(http);
        }

        await http.Response.CompleteAsync();
    }

    /// <summary>RFC 9110 §10.2.3; RateLimit and RateLimit-Policy as in draft-ietf-httpapi-ratelimit-headers.</summary>
    public static void SetLimit(HttpResponse response, LimitHit limit)
    {
        var seconds = (long)Math.Ceiling(limit.RetryAfter.TotalSeconds);
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";r={limit.Remaining};t={seconds}");
        response.Headers["RateLimit-Policy"] = limit.Window > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";q={limit.Capacity};w={(long)limit.Window.TotalSeconds}")
            : string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";q={limit.Capacity}");
    }

    /// <summary>For people: which limit, how much fits, when to come back.</summary>
    public static string Describe(LimitHit limit)
    {
        if (limit.Name == LimitNames.HeldBytes)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Your requests hold {limit.Capacity / (1024 * 1024)} MB of answers that have not been taken (the limit {limit.Name}); take them or end them.");
        }

        var size = limit.Window > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"{limit.Capacity} in {(long)limit.Window.TotalSeconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{limit.Capacity} at once");
        return string.Create(CultureInfo.InvariantCulture, $"The limit is {limit.Name}, {size}; come back in {(long)Math.Ceiling(limit.RetryAfter.TotalSeconds)} s.");
    }

    private static string CodeOf(RefusalReason reason) => reason switch
    {
        RefusalReason.Unauthenticated => ProblemCodes.Unauthenticated,
        RefusalReason.ScopeMissing => ProblemCodes.InsufficientScope,
        RefusalReason.ReachBudgetExhausted => ProblemCodes.ReachBudgetExhausted,
        RefusalReason.TooManyUses => ProblemCodes.TooManyUses,
        RefusalReason.LimitReached => ProblemCodes.LimitReached,
        RefusalReason.CommandClassNotGranted => ProblemCodes.CommandClassNotGranted,
        RefusalReason.KindNotAllowed => ProblemCodes.NotFound,
        _ => ProblemCodes.DeviceNotFound,
    };

    private static string? Detail(WayInPolicy policy, Refusal refusal) => refusal switch
    {
        { Limit: { } limit } => Describe(limit),
        { Reason: RefusalReason.ScopeMissing } => $"It needs {policy.Action?.Name()}.",
        _ => null,
    };
}

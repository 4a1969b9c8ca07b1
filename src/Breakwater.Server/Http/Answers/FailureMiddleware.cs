using System.Data.Common;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Http.Answers;

/// <summary>Fails closed (law 10): what cannot be answered becomes 503, what cannot be read 400, a defect 500; never a pass, never a stack trace.</summary>
internal sealed partial class FailureMiddleware(RequestDelegate next, ILogger<FailureMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone; nobody is left to answer.
            http.Abort();
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            await Describe(http, exception).ExecuteAsync(http);
        }
        catch (Exception exception)
        {
            // Half an answer must not look whole.
            Failed(logger, exception, http.Request.Method, http.Request.Path);
            http.Abort();
        }
    }

    private ProblemAnswer Describe(HttpContext http, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new ProblemAnswer(ProblemCodes.TooLarge);
            case BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType }:
                return new ProblemAnswer(ProblemCodes.UnsupportedMediaType);
            case BadHttpRequestException bad:
                return new ProblemAnswer(ProblemCodes.Invalid, (bad.InnerException as System.Text.Json.JsonException)?.Message ?? bad.Message);
            case OutcomeUnknownException unknown:
                Unknown(logger, unknown.InnerException!, http.Request.Method, http.Request.Path);
                return OutcomeUnknown(unknown.Intent);
            case StoreUnavailableException { MayHaveHappened: true } when !HttpMethods.IsGet(http.Request.Method):
                Unknown(logger, exception, http.Request.Method, http.Request.Path);
                return OutcomeUnknown(null);
            case GuardMovedException:
                return new ProblemAnswer(ProblemCodes.Conflict, "What this rests on changed again and again, and nothing was done. See what holds now, and ask again.");
            case StoreUnavailableException or DbException or OrleansException or TimeoutException:
                Unavailable(logger, exception, http.Request.Method, http.Request.Path);
                return new ProblemAnswer(ProblemCodes.Unavailable);
            default:
                Failed(logger, exception, http.Request.Method, http.Request.Path);
                return new ProblemAnswer(ProblemCodes.Internal);
        }
    }

    private static ProblemAnswer OutcomeUnknown(EntryReference? intent) => new(
        ProblemCodes.OutcomeUnknown, intent is { } entry ? $"See what holds now before it is asked again. That it was asked for is entry {entry} of the ledger." : "See what holds now before it is asked again.");

    [LoggerMessage(7003, LogLevel.Error, "{Method} {Path} failed after it had begun to be done; the caller was told so")]
    private static partial void Unknown(ILogger logger, Exception exception, string method, PathString path);

    [LoggerMessage(7000, LogLevel.Error, "{Method} {Path} could not be answered")]
    private static partial void Unavailable(ILogger logger, Exception exception, string method, PathString path);

    [LoggerMessage(7001, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void Failed(ILogger logger, Exception exception, string method, PathString path);
}

using Breakwater.Contracts.Client;

namespace Breakwater.Server.Http.Answers;

/// <summary>What an act answers: as it is, whether or not its outcome is in the ledger yet; and a header when it is not.</summary>
internal sealed class RecordedAnswer(IResult answer) : IResult
{
    private const string Pending = "pending";

    /// <param name="recorded">It is in the ledger; else it is in the outbox.</param>
    public static IResult Of(bool recorded, IResult answer) => recorded ? answer : new RecordedAnswer(answer);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers[AnswerHeaders.Recorded] = Pending;
        return answer.ExecuteAsync(httpContext);
    }
}

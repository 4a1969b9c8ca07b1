using System.Diagnostics.CodeAnalysis;
using Breakwater.Device.Messaging;

namespace Breakwater.Device.Twin;

/// <summary>Reports one at a time, because the server's answer does not name the report that it answers.</summary>
/// <param name="answerTimeout">From the acknowledgement of the report to its answer.</param>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose of.")]
internal sealed class Reports(Outbox outbox, TimeSpan answerTimeout, TimeProvider time)
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private TaskCompletionSource<ReportResult>? current;

    public async Task<ReportResult> SendAsync(ReadOnlyMemory<byte> mergePatch, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var answer = new TaskCompletionSource<ReportResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref current, answer);
            switch (await outbox.PostAsync(new OutboundMessage(Topics.Reported, mergePatch), cancellationToken))
            {
                case PublishResult.Acknowledged:
                    break;
                case PublishResult.Refused:
                    return ReportResult.Rejected;
                default:
                    return ReportResult.NotSent;
            }

            return await answer.Task.WaitAsync(answerTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return ReportResult.Unanswered;
        }
        finally
        {
            Volatile.Write(ref current, null);
            turn.Release();
        }
    }

    public void Answer(ReportResult result) => Volatile.Read(ref current)?.TrySetResult(result);
}

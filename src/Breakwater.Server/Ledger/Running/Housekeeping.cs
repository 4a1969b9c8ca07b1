using System.Globalization;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Ledger.Subjects;

namespace Breakwater.Server.Ledger.Running;

/// <summary>Once an hour: archives and prunes segments, forgets addresses whose time is over, and says so in the ledger.</summary>
internal sealed class Housekeeping : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly Retention retention;
    private readonly SubjectDirectory subjects;
    private readonly AccessLedger ledger;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;

    public Housekeeping(Retention retention, SubjectDirectory subjects, AccessLedger ledger, TimeProvider time, ILogger logger)
    {
        this.retention = retention;
        this.subjects = subjects;
        this.ledger = ledger;
        this.time = time;
        this.logger = logger;
        running = RunAsync();
    }

    /// <summary>Does what is due; whoever comes while it is being done waits, and finds little left.</summary>
    public async Task TidyAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            await TidyAloneAsync(cancellationToken);
        }
        finally
        {
            one.Release();
        }
    }

    private async Task TidyAloneAsync(CancellationToken cancellationToken)
    {
        await foreach (var (segment, state) in retention.ApplyAsync(cancellationToken))
        {
            var what = state == SegmentState.Archived ? "archived" : "pruned";
            LedgerEvents.SegmentMoved(logger, segment, what);
            await ledger.EnterOwnAsync(
                EntryType.EntityUpdated,
                $"segment.{what}",
                ("first", (segment * SegmentFormat.Entries).ToString(CultureInfo.InvariantCulture)),
                ("last", (((segment + 1) * SegmentFormat.Entries) - 1).ToString(CultureInfo.InvariantCulture)));
        }

        await subjects.ForgetExpiredAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        one.Dispose();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            // At the start, too: a server that is started anew each day has as much to tidy.
            await Task.Yield();
            do
            {
                try
                {
                    await TidyAsync(stopping.Token);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    LedgerEvents.HousekeepingFailed(logger, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stopping.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is left is done within the first hour of the next start.
        }
    }
}

using System.Globalization;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Ledger.Running;

/// <summary>Once an hour: archives and prunes segments, forgets addresses whose time is over, and says so in the ledger.</summary>
internal sealed class Housekeeping : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly Retention retention;
    private readonly SubjectDirectory subjects;
    private readonly AccessLedger ledger;
    private readonly ILogger logger;
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly Rounds rounds;

    public Housekeeping(Retention retention, SubjectDirectory subjects, AccessLedger ledger, TimeProvider time, ILogger logger)
    {
        this.retention = retention;
        this.subjects = subjects;
        this.ledger = ledger;
        this.logger = logger;

        // At the start, too: a server that is started anew each day has as much to tidy. What is left as it stops is done at the next.
        rounds = new Rounds(Interval, time, TidyAsync, exception => LedgerEvents.HousekeepingFailed(logger, exception), isDueNow: true);
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
        await rounds.DisposeAsync();
        one.Dispose();
    }
}

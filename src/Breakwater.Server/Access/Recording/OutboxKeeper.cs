using System.Data.Common;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Access.Recording;

/// <summary>
/// Empties the outbox: at the start, before anybody is let in, of what a process before this one did and did not tell of; then every few seconds of what is in
/// the ledger, and of what could not be entered when it was done.
/// </summary>
internal sealed class OutboxKeeper(Outbox outbox, Database database, LedgerStore store, TimeProvider time, ILogger<OutboxKeeper> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>A row that is younger is its own act's to enter: a revocation waits two seconds at most between commit and entry.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    /// <summary>How long the start enters what is left; the rest is entered while the server runs.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);

    /// <summary>Rows a look; what is more waits for the next.</summary>
    private const int Batch = 256;

    private Rounds? rounds;

    /// <summary>Enters, as late, what was done and not told of; then goes on by itself.</summary>
    /// <exception cref="StoreUnavailableException">The outbox or the ledger cannot be read.</exception>
    public async Task StartAsync()
    {
        var left = await ReadAsync(int.MaxValue, DateTimeOffset.MaxValue);
        if (left.Count > 0)
        {
            // A row whose entry is there was not removed in time: by the ledger itself none is entered twice.
            foreach (var id in EnteredOutcomes.Find(store, left))
            {
                outbox.MarkEntered(id);
            }

            var started = time.GetTimestamp();
            foreach (var outcome in left.TakeWhile(_ => time.GetElapsedTime(started) < StartPatience))
            {
                await EnterLateAsync(outcome);
            }

            await RemoveAsync();
        }

        rounds = new Rounds(Interval, time, _ => KeepAsync(Age), exception => RecordingLog.KeepingFailed(logger, exception));
    }

    public async ValueTask DisposeAsync()
    {
        // What is left is entered at the next start.
        if (rounds is not null)
        {
            await rounds.DisposeAsync();
        }

        await new GuardedStep(exception => RecordingLog.KeepingFailed(logger, exception)).RunAsync(RemoveAsync, CancellationToken.None);
    }

    /// <summary>One round.</summary>
    /// <param name="age">Of the rows that are looked after.</param>
    internal async Task KeepAsync(TimeSpan age)
    {
        await RemoveAsync();
        foreach (var outcome in (await ReadAsync(Batch, time.GetUtcNow() - age)).Where(o => !outbox.IsAtIt(o)))
        {
            if (!await EnterLateAsync(outcome))
            {
                // The ledger cannot take it, nor those behind it.
                break;
            }
        }

        await RemoveAsync();
        await using var db = database.Read();
        outbox.Waiting = await db.Set<Outcome>().CountAsync();
    }

    private async Task<bool> EnterLateAsync(Outcome outcome)
    {
        if (!await outbox.TryEnterAsync(outcome, isLate: true))
        {
            return false;
        }

        RecordingLog.EnteredLate(logger, outcome.Entry.Operation, outcome.At);
        return true;
    }

    private async Task<IReadOnlyList<Outcome>> ReadAsync(int most, DateTimeOffset until)
    {
        try
        {
            await using var db = database.Read();
            return await db.Set<Outcome>().Where(o => o.At <= until).OrderBy(o => o.At).Take(most).ToListAsync();
        }
        catch (DbException exception)
        {
            throw new StoreUnavailableException($"The outbox cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Many at once, so that an act waits for no sync of this.</summary>
    private async Task RemoveAsync()
    {
        foreach (var part in outbox.Entered.Chunk(Batch))
        {
            await database.WriteAsync(db => db.Set<Outcome>().Where(o => part.Contains(o.Id)).ExecuteDelete());
            outbox.Forget(part);
        }
    }
}

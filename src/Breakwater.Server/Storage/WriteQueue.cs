using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Storage;

/// <summary>
/// Group commit: one thread takes whatever has queued up, runs each unit under a savepoint, commits once, and only then tells the callers.
/// While one commit waits for the disk the next batch gathers, so that the cost of a sync is shared by all who wait for it.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    /// <summary>Units waiting; callers beyond it wait for room. Enough to fill several batches, small enough to bound memory.</summary>
    private const int Capacity = 4096;

    /// <summary>Units a commit; bounds how long the first of a batch waits for the last.</summary>
    private const int LargestBatch = 256;

    private readonly SqliteConnection connection;
    private readonly BreakwaterDbContext db;
    private readonly ILogger logger;
    private readonly Channel<WriteUnit> queue = Channel.CreateBounded<WriteUnit>(new BoundedChannelOptions(Capacity)
    {
        SingleReader = true,
        FullMode = BoundedChannelFullMode.Wait,
    });

    private readonly Thread thread;
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WriteQueue(SqliteConnection connection, BreakwaterDbContext db, ILogger logger)
    {
        this.connection = connection;
        this.db = db;
        this.logger = logger;
        db.Database.AutoSavepointsEnabled = false;
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;

        // A thread of its own: committing blocks in fsync, which would starve the pool.
        thread = new Thread(Work) { IsBackground = true, Name = "breakwater-writer" };
        thread.Start();
    }

    public async Task<T> EnqueueAsync<T>(
        IWriteGuard? guard, Func<BreakwaterDbContext, T> run, Action<T>? committed, Action<T>? lost, CancellationToken cancellationToken)
    {
        var unit = new WriteUnit<T>(guard, run, committed, lost);
        try
        {
            await queue.Writer.WriteAsync(unit, cancellationToken);
        }
        catch (ChannelClosedException exception)
        {
            throw new StoreUnavailableException("The store is closing.", exception);
        }

        // Not cancellable from here on: once queued the unit will happen, and the caller must learn how it went.
        return await unit.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await stopped.Task;
        await db.DisposeAsync();
        await connection.DisposeAsync();
    }

    private void Work()
    {
        var batch = new List<WriteUnit>(LargestBatch);
#pragma warning disable CA2012 // a synchronous wait on the one thread that exists for it
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
#pragma warning restore CA2012
        {
            while (batch.Count < LargestBatch && queue.Reader.TryRead(out var unit))
            {
                batch.Add(unit);
            }

            var failure = Commit(batch);
            Follow(batch, failure);
            foreach (var unit in batch)
            {
                unit.Complete(failure);
            }

            batch.Clear();
        }

        stopped.SetResult();
    }

    /// <summary>Runs and commits the batch; returns why nothing of it was committed, or null.</summary>
    private StoreUnavailableException? Commit(List<WriteUnit> batch)
    {
        var committing = false;
        try
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            db.Database.UseTransaction(transaction);
            foreach (var unit in batch)
            {
                RunUnderSavepoint(unit, transaction);
            }

            committing = true;
            transaction.Commit();
            return null;
        }
        catch (Exception exception)
        {
            StorageLog.CommitFailed(logger, exception, batch.Count);
            return new StoreUnavailableException($"The store could not commit: {exception.Message}", exception) { MayHaveHappened = committing };
        }
        finally
        {
            db.Database.UseTransaction(null);
        }
    }

    /// <summary>What must be known before the next unit runs, and before anybody is told.</summary>
    private static void Follow(List<WriteUnit> batch, StoreUnavailableException? failure)
    {
        foreach (var unit in batch.Where(u => u.Failure is null))
        {
            try
            {
                if (failure is null)
                {
                    unit.Committed();
                }
                else if (failure.MayHaveHappened)
                {
                    unit.Lost();
                }
            }
            catch (Exception exception)
            {
                // The writer serves everybody and must go on; the caller learns of it.
                unit.Failure = exception;
            }
        }
    }

    private void RunUnderSavepoint(WriteUnit unit, SqliteTransaction transaction)
    {
        try
        {
            unit.Failure = unit.Guard is { Holds: false } ? new GuardMovedException() : null;
        }
        catch (Exception exception)
        {
            // A guard that cannot say is this unit's trouble, and not that of the others in the batch.
            unit.Failure = exception;
        }

        if (unit.Failure is not null)
        {
            return;
        }

        transaction.Save("unit");
        try
        {
            unit.Run(db);
            transaction.Release("unit");
        }
        catch (Exception exception)
        {
            // SQLITE_FULL and SQLITE_IOERR may have ended the whole transaction; then Rollback throws and the batch fails, as it must.
            transaction.Rollback("unit");
            transaction.Release("unit");
            unit.Failure = exception is DbUpdateException { InnerException: SqliteException } or SqliteException
                ? new StoreUnavailableException($"The store refused a change: {(exception.InnerException ?? exception).Message}", exception)
                : exception;
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }
}

using System.Buffers;
using Microsoft.Data.Sqlite;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary>
/// Takes telemetry in arrival order and commits it in batches: one row a batch, one sync a commit. While one batch is on its way to the disk the next
/// gathers, so under load thousands of records share a sync and an idle server commits at once.
/// </summary>
[OnlyFor("Devices/Telemetry", "Access/Grounds", "Hosting")]
public sealed class TelemetryLog : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim pending = new(0);
    private readonly SqliteConnection connection;
    private readonly TelemetryTail tail;
    private readonly TelemetryOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<TelemetryLog> logger;
    private readonly TelemetryCompactor compactor;
    private readonly Thread thread;
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TelemetryBatch gathering = new();
    private TelemetryBatch? committing;
    private TelemetryBatch? spare = new();
    private bool closing;

    private TelemetryLog(
        SqliteConnection connection, TelemetryTail tail, TelemetryOptions options, TimeProvider time, ILogger<TelemetryLog> logger)
    {
        this.connection = connection;
        this.tail = tail;
        this.options = options;
        this.time = time;
        this.logger = logger;
        compactor = new TelemetryCompactor(connection, tail, options, time, logger);
        gathering.Number = tail.LastSequence + 1;
        thread = new Thread(Work) { IsBackground = true, Name = "breakwater-telemetry" };
        thread.Start();
    }

    internal TelemetryTail Tail => tail;

    /// <summary>Compaction has failed for so long that nothing is taken any more: every batch fails, as on a full disk.</summary>
    public bool IsFull => compactor.IsFull;

    /// <summary>Opens the log; what was committed but not compacted when the process ended is read back.</summary>
    /// <exception cref="NewerSchemaException">A newer version wrote it.</exception>
    /// <exception cref="StoreUnavailableException">The file cannot be opened or written, or is damaged.</exception>
    public static async Task<TelemetryLog> OpenAsync(
        DataFolder folder, TelemetryOptions options, TimeProvider time, ILogger<TelemetryLog> logger, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await SqliteStore.OpenWriterAsync(folder.TelemetryDatabase, cancellationToken);
            TelemetrySchema.Ensure(connection, folder.TelemetryDatabase);
            return new TelemetryLog(connection, TelemetryTail.Load(connection), options, time, logger);
        }
        catch (SqliteException exception)
        {
            throw new StoreUnavailableException($"{folder.TelemetryDatabase}: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Adds a record to the batch that is gathering. <paramref name="observer"/> hears of that batch once, however many records it put in, if it
    /// passes the batch it was last told to wait for as <paramref name="observedBatch"/>. False: too much is pending; await <see cref="RoomAsync"/>.
    /// </summary>
    public bool TryAppend(
        SeriesId series, long atMicros, in ReadOnlySequence<byte> payload, ICommitObserver? observer, ref long observedBatch)
    {
        bool first;
        lock (gate)
        {
            if (closing || gathering.Length > options.PendingBytes)
            {
                return false;
            }

            first = gathering.Records == 0;
            gathering.Append(series, atMicros, payload);
            if (observer is not null && observedBatch != gathering.Number)
            {
                observedBatch = gathering.Number;
                gathering.Observers.Add(observer);
            }
        }

        if (first)
        {
            pending.Release();
        }

        return true;
    }

    /// <summary>Waits until the batch that is full now has been taken.</summary>
    /// <exception cref="StoreUnavailableException">The log is closing.</exception>
    public Task RoomAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (closing)
            {
                throw new StoreUnavailableException("The telemetry log is closing.");
            }

            if (gathering.Length <= options.PendingBytes)
            {
                return Task.CompletedTask;
            }

            gathering.Room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return gathering.Room.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Completes when everything that was appended before this call is on disk, or has failed to get there.</summary>
    public Task SettledAsync()
    {
        lock (gate)
        {
            // The batch that gathers is committed after the one that is on its way, by the one thread that commits.
            var batch = gathering.Records > 0 ? gathering : committing;
            if (batch is null)
            {
                return Task.CompletedTask;
            }

            batch.Settled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return batch.Settled.Task;
        }
    }

    /// <summary>The number of the series, given out at its first use; on disk before this returns.</summary>
    public SeriesId GetSeries(string device, string stream) => tail.Series.GetOrAdd(connection, device, stream);

    /// <summary>Commits what is pending, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            closing = true;
        }

        pending.Release();
        await stopped.Task;
        await connection.DisposeAsync();
        pending.Dispose();
    }

    private void Work()
    {
        var lastRetention = time.GetTimestamp();
        while (true)
        {
            compactor.CompactWhenDue();

            // The timeout lets compaction and retention run on a silent server.
            pending.Wait(options.CompactAgain);
            if (Take() is { } batch)
            {
                Settle(batch, (!compactor.IsFull || closing) && TryCommit(batch));
            }
            else if (closing)
            {
                break;
            }

            if (time.GetElapsedTime(lastRetention) > TimeSpan.FromMinutes(10))
            {
                lastRetention = time.GetTimestamp();
                compactor.RemoveOlderThan(time.GetUtcNow() - options.Retention);
            }
        }

        stopped.SetResult();
    }

    private TelemetryBatch? Take()
    {
        lock (gate)
        {
            if (gathering.Records == 0)
            {
                return null;
            }

            var taken = gathering;
            gathering = spare ?? new TelemetryBatch();
            spare = null;
            gathering.Number = taken.Number + 1;
            committing = taken;
            taken.Room?.SetResult();
            return taken;
        }
    }

    private bool TryCommit(TelemetryBatch batch)
    {
        try
        {
            tail.Append(connection, new TelemetryBlock(batch.Number, batch.LastAtMicros, batch.Records, batch.ToBlock()));
            return true;
        }
        catch (Exception exception)
        {
            // Whatever it was, the thread that commits goes on: the next batch may do better.
            StorageLog.TelemetryCommitFailed(logger, exception, batch.Records, batch.Length);
            return false;
        }
    }

    /// <summary>Tells whoever waits for the batch, and makes room for another.</summary>
    private void Settle(TelemetryBatch batch, bool committed)
    {
        foreach (var observer in batch.Observers)
        {
            Tell(observer, batch.Number, committed);
        }

        lock (gate)
        {
            committing = null;
            batch.Settled?.SetResult();
        }

        batch.Reset();
        lock (gate)
        {
            spare ??= batch;
        }
    }

    private void Tell(ICommitObserver observer, long batch, bool committed)
    {
        try
        {
            if (committed)
            {
                observer.OnCommitted(batch);
            }
            else
            {
                observer.OnCommitFailed(batch);
            }
        }
        catch (Exception exception)
        {
            // One connection's trouble; the thread serves all.
            StorageLog.ObserverFailed(logger, exception);
        }
    }
}

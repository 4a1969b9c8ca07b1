using System.Buffers;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;
using Breakwater.Transparency.Tree;

namespace Breakwater.Server.Ledger.Log;

/// <summary>
/// Takes entries in order and commits them in groups: while one group is on its way to the disk the next gathers, so that many callers share a sync and a
/// caller alone waits for his own only.
/// </summary>
internal sealed class LedgerLog : IAsyncDisposable
{
    /// <summary>Bytes that may wait for a sync; callers beyond it wait for room. Some forty thousand entries: several syncs' worth at the rate of the disk.</summary>
    private const int PendingBytes = 16 * 1024 * 1024;

    /// <summary>Full journals that may wait to be sealed; each holds 3 MB of hashes. A disk that is full for longer refuses entries.</summary>
    private const int LargestBacklog = 8;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? scratch;

    private readonly Lock gate = new();
    private readonly Lock treeGate = new();
    private readonly SemaphoreSlim pending = new(0);
    private readonly LedgerStore store;
    private readonly Sealing sealing;
    private readonly ILogger logger;
    private readonly Thread thread;
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TreeBuilder tree = new();
    private EntryBatch gathering = new();
    private EntryBatch? spare = new();
    private JournalLostException? lost;
    private long committed;
    private long commits;
    private long failures;
    private bool closing;

    public LedgerLog(LedgerStore store, Sealing sealing, ILogger logger)
    {
        this.store = store;
        this.sealing = sealing;
        this.logger = logger;
        Grow();
        thread = new Thread(Work) { IsBackground = true, Name = "breakwater-ledger" };
        thread.Start();
    }

    /// <summary>Groups that were committed since the start.</summary>
    public long Commits => Volatile.Read(ref commits);

    /// <summary>Groups that could not be committed since the start.</summary>
    public long Failures => Volatile.Read(ref failures);

    /// <summary>Entries on disk, and the root of the tree over them.</summary>
    public (long Size, TreeHash Root) Head
    {
        get
        {
            lock (treeGate)
            {
                return (tree.Size, tree.Root());
            }
        }
    }

    /// <summary>Returns the entry's number once it is on disk.</summary>
    /// <exception cref="StoreUnavailableException">It could not be committed; it is not in the log.</exception>
    public async ValueTask<long> AppendAsync(LedgerEntry entry)
    {
        while (true)
        {
            if (Gather(entry, out var committed, out var room) is >= 0 and var place)
            {
                return (await committed).NumberOf(place);
            }

            await room;
        }
    }

    /// <summary>
    /// Waits until what was committed before this call is in the tree and can be read; that takes microseconds, which nobody who appends waits for.
    /// </summary>
    public async ValueTask SettleAsync()
    {
        var target = Volatile.Read(ref committed);
        while (store.Size < target)
        {
            await Task.Yield();
        }
    }

    /// <summary>Commits what is pending, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            closing = true;
        }

        pending.Release();
        await stopped.Task;
        pending.Dispose();
    }

    /// <summary>Puts the entry into the batch that gathers; its place there, or -1 when there is no room.</summary>
    private int Gather(LedgerEntry entry, out Task<BatchOutcome> committed, out Task room)
    {
        scratch ??= new ArrayBufferWriter<byte>(1024);
        scratch.ResetWrittenCount();
        EntryJson.Write(scratch, entry);
        if (scratch.WrittenCount > EntryJson.LongestEntry)
        {
            throw new ArgumentException($"An entry of {scratch.WrittenCount} bytes is longer than {EntryJson.LongestEntry}.", nameof(entry));
        }

        lock (gate)
        {
            ThrowIfClosed();
            committed = gathering.Committed.Task;
            room = Task.CompletedTask;
            if (gathering.Length > PendingBytes)
            {
                room = (gathering.Room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                return -1;
            }

            var place = gathering.Append(scratch.WrittenSpan);
            if (place == 0)
            {
                pending.Release();
            }

            return place;
        }
    }

    private void ThrowIfLost()
    {
        if (lost is not null)
        {
            throw new StoreUnavailableException($"The ledger takes no entries until the server is started again: {lost.Message}", lost);
        }
    }

    private void ThrowIfClosed()
    {
        ThrowIfLost();
        if (closing)
        {
            throw new StoreUnavailableException("The ledger is closing.");
        }
    }

    private void Work()
    {
        while (true)
        {
            pending.Wait();
            if (Take() is { } batch)
            {
                Commit(batch);
            }
            else if (closing)
            {
                break;
            }
        }

        stopped.SetResult();
    }

    private EntryBatch? Take()
    {
        lock (gate)
        {
            if (gathering.Count == 0)
            {
                return null;
            }

            var taken = gathering;
            gathering = spare ?? new EntryBatch();
            spare = null;
            taken.Room?.SetResult();
            return taken;
        }
    }

    private void Commit(EntryBatch batch)
    {
        var first = store.Size;
        try
        {
            // Gathered before it was known: what the disk holds is unknown, so nothing may be put behind it.
            ThrowIfLost();
            Volatile.Write(ref commits, commits + 1);
            var journal = store.Journals[^1];
            if (batch.Count <= SegmentFormat.Entries - journal.Count)
            {
                var frame = batch.Frame(0, batch.Count, first);
                var offset = journal.Length;
                journal.Write(frame);
                Volatile.Write(ref committed, first + batch.Count);
                batch.Committed.SetResult(new BatchOutcome(first, batch.Count));

                // Only now the hashes: nobody waits for them.
                Integrate(journal, frame, offset);
            }
            else
            {
                CommitAcross(batch);
                batch.Committed.SetResult(new BatchOutcome(first, batch.Count));
            }
        }
        catch (Exception exception)
        {
            Volatile.Write(ref failures, failures + 1);
            Fail(batch, first, exception);
        }

        batch.Reset();
        lock (gate)
        {
            spare ??= batch;
        }
    }

    /// <summary>A batch that fills the journal: what does not fit goes into the next.</summary>
    private void CommitAcross(EntryBatch batch)
    {
        var place = 0;
        while (place < batch.Count)
        {
            var journal = store.Journals[^1];
            if (journal.Count == SegmentFormat.Entries)
            {
                journal = NextJournal();
            }

            var end = Math.Min(batch.Count, place + SegmentFormat.Entries - journal.Count);
            var frame = batch.Frame(place, end, store.Size);
            var offset = journal.Length;
            journal.Write(frame);
            Integrate(journal, frame, offset);
            Volatile.Write(ref committed, store.Size);
            place = end;
        }
    }

    private Journal NextJournal()
    {
        if (store.Journals.Length > LargestBacklog)
        {
            throw new IOException($"{LargestBacklog} journals wait to be sealed; is the disk full?");
        }

        var next = store.Journals[^1].Segment + 1;
        var journal = Journal.Create(store.Folder.Journal(next), next);
        store.AddJournal(journal);
        sealing.Wake();
        return journal;
    }

    private void Integrate(Journal journal, ReadOnlyMemory<byte> frame, long offset)
    {
        lock (treeGate)
        {
            foreach (var leaf in journal.Integrate(frame, offset))
            {
                tree.Append(leaf);
            }
        }
    }

    private void Fail(EntryBatch batch, long first, Exception exception)
    {
        // Of a batch that crossed into the next journal, what filled the one before is in the log.
        var there = (int)(store.Size - first);
        LedgerEvents.CommitFailed(logger, exception, batch.Count - there);
        if (exception is JournalLostException journal)
        {
            lock (gate)
            {
                lost ??= journal;
            }
        }

        batch.Committed.SetResult(new BatchOutcome(first, there, exception));
    }

    private void Grow()
    {
        foreach (var segment in store.Segments)
        {
            tree.AppendSubtree(SegmentFormat.Level, segment.Root);
        }

        foreach (var journal in store.Journals)
        {
            foreach (var leaf in journal.Leaves(0, journal.Count))
            {
                tree.Append(leaf);
            }
        }
    }
}

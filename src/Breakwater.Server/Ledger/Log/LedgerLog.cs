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
    /// <summary>Entries that may wait for the disk. Source: one principal may ask for 64 lists at once, of 500 devices each; so nobody alone is refused for it.</summary>
    public const int MostWaiting = 32 * 1024;

    /// <summary>Bytes of them. Source: some forty thousand entries of the usual length, so that the number is what counts unless they are long.</summary>
    public const int MostWaitingBytes = 16 * 1024 * 1024;

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
    private int takenEntries;
    private int takenBytes;
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
    /// <param name="isDone">It tells of what has been done, and nobody would tell of it again: it is taken until twice as many wait.</param>
    /// <exception cref="StoreUnavailableException">It could not be committed, or too many wait already; it is not in the log.</exception>
    public async ValueTask<long> AppendAsync(LedgerEntry<SubjectId> entry, bool isDone = false)
    {
        var place = Gather(entry, isDone ? 2 : 1, out var committed);
        return (await committed).NumberOf(place);
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

    /// <summary>Puts the entry into the batch that gathers; its place there.</summary>
    /// <param name="times">How often what may wait may wait.</param>
    private int Gather(LedgerEntry<SubjectId> entry, int times, out Task<BatchOutcome> committed)
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
            if (gathering.Count + takenEntries >= times * MostWaiting || gathering.Length + takenBytes + scratch.WrittenCount > times * MostWaitingBytes)
            {
                // Nobody waits for room: who would wait holds a request, and the disk that is behind is not made faster by it.
                throw new StoreUnavailableException($"{gathering.Count + takenEntries} entries wait for the ledger already.");
            }

            committed = gathering.Committed.Task;
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
            (takenEntries, takenBytes) = (taken.Count, taken.Length);
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
            (takenEntries, takenBytes) = (0, 0);
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

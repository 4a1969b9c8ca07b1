using Breakwater.Server.Ledger.Basics;

namespace Breakwater.Server.Ledger.Log;

/// <summary>Seals full journals in the background: first the index, then the segment, then the journal goes.</summary>
internal sealed class Sealing : IAsyncDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    private readonly LedgerStore store;
    private readonly Action<LedgerStore, long> index;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SemaphoreSlim work = new(1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;

    /// <param name="index">Makes the index of a segment, durably.</param>
    public Sealing(LedgerStore store, Action<LedgerStore, long> index, TimeProvider time, ILogger logger)
    {
        this.store = store;
        this.index = index;
        this.time = time;
        this.logger = logger;
        running = Task.Run(RunAsync);
    }

    /// <summary>There may be something to seal.</summary>
    public void Wake() => work.Release();

    /// <summary>A segment that is being sealed is finished; those that wait are sealed at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        work.Release();
        await running;
        work.Dispose();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        IndexWhatHasNone();
        while (!stopping.IsCancellationRequested)
        {
            await work.WaitAsync(CancellationToken.None);
            while (!stopping.IsCancellationRequested && store.Journals is [{ Count: SegmentFormat.Entries } full, _, ..])
            {
                try
                {
                    Seal(full);
                }
                catch (Exception exception)
                {
                    LedgerEvents.SealingFailed(logger, exception, full.Segment);
                    await Task.Delay(Again, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    /// <summary>An index can always be made again.</summary>
    private void IndexWhatHasNone()
    {
        foreach (var segment in store.Segments.Where(s => s.State != SegmentState.Pruned && !File.Exists(store.Folder.Index(s.Number))))
        {
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            try
            {
                index(store, segment.Number);
            }
            catch (Exception exception)
            {
                LedgerEvents.SealingFailed(logger, exception, segment.Number);
            }
        }
    }

    private void Seal(Journal full)
    {
        index(store, full.Segment);
        var root = full.Node(SegmentFormat.Level, full.Segment);
        using var writer = new SegmentWriter();
        var info = writer.Write(store.Folder.Segment(full.Segment), full.Segment, root, full.ReadRange(0, SegmentFormat.Entries));
        store.Seal(info);
        LedgerEvents.Sealed(logger, full.Segment, info.Length);
    }
}

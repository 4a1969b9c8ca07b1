namespace Breakwater.Server.Access.Grounds;

/// <summary>
/// Looks at every lease when something has ended, and once a second for those whose time is up: ends them, has the sleeping ones ask again, and tells
/// whoever waits when nobody is inside a section of what he ended. Many revocations share a pass; each waits for one that began after it.
/// </summary>
internal sealed class LeaseScan : IAsyncDisposable
{
    /// <summary>For how long whoever ended something waits for its uses: less than he has patience in all, so that he hears how many are left.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks at sections that last.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    /// <summary>Leases that are asked again at once, by however many passes; the principals' and devices' grains are asked, and others want to be answered, too.</summary>
    private const int AskedAtOnce = 64;

    private readonly LeaseRegistry registry;
    private readonly TimeProvider time;
    private readonly ILogger<LeaseScan> logger;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim wanted = new(0);
#pragma warning disable CA2213 // Whoever asks still gives his place back after the end; without a wait handle there is nothing to free.
    private readonly SemaphoreSlim asking = new(AskedAtOnce);
#pragma warning restore CA2213
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;
    private List<Waiter> waiting = [];

    public LeaseScan(LeaseRegistry registry, TimeProvider time, ILogger<LeaseScan> logger)
    {
        this.registry = registry;
        this.time = time;
        this.logger = logger;
        running = Task.Run(RunAsync);
    }

    /// <summary>Completes when, by a pass that began after this call, nobody is in the middle of a use of these; with the number of those who were too slow.</summary>
    /// <param name="of">Null: any use.</param>
    public Task<int> PassAsync(IReadOnlyCollection<Ground>? of = null)
    {
        var waiter = new Waiter(of);
        lock (gate)
        {
            waiting.Add(waiter);
        }

        wanted.Release();
        return waiter.Told;
    }

    /// <summary>Uses of what has ended that are still in the middle of something. They can begin nothing more.</summary>
    public int CountLeaving(IReadOnlyCollection<Ground> of) => registry.CountLeaving(of);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
        wanted.Dispose();
    }

    private async Task RunAsync()
    {
        // Armed anew after each pass: a clock that is turned far on asks for one, and a slow pass is not overtaken by the next.
        await using var beat = time.CreateTimer(_ => wanted.Release(), null, Interval, Timeout.InfiniteTimeSpan);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await wanted.WaitAsync(stopping.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            List<Waiter> served;
            lock (gate)
            {
                (served, waiting) = (waiting, []);
            }

            Begin(served);
            beat.Change(Interval, Timeout.InfiniteTimeSpan);
        }

        // Of these nobody has looked.
        lock (gate)
        {
            waiting.ForEach(w => w.Tell(1));
            waiting.Clear();
        }
    }

    /// <summary>
    /// Ends and asks, and waits for nobody: whoever waits for slow uses does not hold up the next pass. A pass that fails must be neither the last nor taken for one that
    /// found everything over.
    /// </summary>
    private void Begin(List<Waiter> served)
    {
        try
        {
            var (ended, changed) = (new List<Lease>(), new List<Lease>());
            registry.Review(time.GetUtcNow().UtcTicks, ended, changed);
            ended.ForEach(l => Guarded(l.Cancel));
            var sleeping = changed.Where(Wake).ToArray();
            if (sleeping.Length > 0)
            {
                _ = Task.Run(() => Parallel.ForEachAsync(sleeping, new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce }, async (lease, _) => await AskAsync(lease)));
            }

            served.ForEach(w => w.WaitsFor(ended, changed));
            _ = TellAsync(served);
        }
        catch (Exception exception)
        {
            GroundsLog.PassFailed(logger, exception);
            served.ForEach(w => w.Tell(1));
        }
    }

    /// <summary>Who sleeps and cannot ask (a stream) is woken: his client asks anew. True: who can is to be asked, by this pass.</summary>
    private bool Wake(Lease lease)
    {
        if (lease.AskAgain is not null)
        {
            return lease.TryAsk();
        }

        Guarded(lease.Cancel);
        return false;
    }

    /// <summary>Those that sleep are asked now; those in use ask at their next effect.</summary>
    private async Task AskAsync(Lease lease)
    {
        await asking.WaitAsync();
        try
        {
            if (lease.AskAgain is { } ask)
            {
                await ask(lease);
            }
            else
            {
                lease.Cancel();
            }
        }
        catch (Exception exception)
        {
            // It cannot be asked, so nothing more happens under it (law 10).
            GroundsLog.NotAsked(logger, exception);
            Guarded(lease.End);
        }
        finally
        {
            lease.Asked();
            asking.Release();
        }
    }

    /// <summary>
    /// Most sections copy bytes or append a record, so they are over before it is looked, unless a thread was stopped inside one. Those of bytes on their way out
    /// (<see cref="Underway"/>) last until the reader has taken them or is cut off.
    /// </summary>
    private static async Task TellAsync(List<Waiter> served)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var looked = 0; ; looked++)
        {
            var isLate = TimeProvider.System.GetElapsedTime(started) > Patience;
            served.RemoveAll(w => w.TryTell(isLate));
            if (served.Count == 0)
            {
                return;
            }

            await (looked < 100 ? YieldAsync() : Task.Delay(Look, TimeProvider.System));
        }
    }

    private static async Task YieldAsync() => await Task.Yield();

    /// <summary>What one lease throws must not keep the others alive.</summary>
    private void Guarded(Action step)
    {
        try
        {
            step();
        }
        catch (Exception exception)
        {
            GroundsLog.EndingFailed(logger, exception);
        }
    }

    /// <summary>Somebody who has ended something, and waits for its uses.</summary>
    /// <param name="of">Null: any use.</param>
    private sealed class Waiter(IReadOnlyCollection<Ground>? of)
    {
        private readonly TaskCompletionSource<int> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<Lease> uses = [];

        public Task<int> Told => told.Task;

        public void WaitsFor(params ReadOnlySpan<List<Lease>> found)
        {
            foreach (var leases in found)
            {
                uses.AddRange(leases.Where(l => of is null || of.Any(g => l.Grounds.Contains(g))));
            }
        }

        /// <summary>False: some are in the middle of something, and there is time.</summary>
        public bool TryTell(bool isLate)
        {
            uses.RemoveAll(l => !l.IsInUse);
            if (uses.Count > 0 && !isLate)
            {
                return false;
            }

            Tell(uses.Count);
            return true;
        }

        public void Tell(int left) => told.TrySetResult(left);
    }
}

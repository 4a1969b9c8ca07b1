namespace Breakwater.Server.Access.Grounds;

/// <summary>
/// Looks at every lease when something has ended, and once a second for those whose time is up: ends them, has the sleeping ones ask again, and waits until
/// nobody is inside a section that began before. Many revocations share a pass; each waits for one that began after it.
/// </summary>
internal sealed class LeaseScan : IAsyncDisposable
{
    /// <summary>How long a pass waits for those that it ended. Law 6 leaves a second from the revocation on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks at sections that last.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    /// <summary>Leases that ask again at once; the principals' and devices' grains are asked, and others want to be answered, too.</summary>
    private const int AskedAtOnce = 64;

    private readonly LeaseRegistry registry;
    private readonly TimeProvider time;
    private readonly ILogger<LeaseScan> logger;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim wanted = new(0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;
    private readonly List<Lease> ended = [];
    private readonly List<Lease> changed = [];
    private List<TaskCompletionSource<int>> waiting = [];

    public LeaseScan(LeaseRegistry registry, TimeProvider time, ILogger<LeaseScan> logger)
    {
        this.registry = registry;
        this.time = time;
        this.logger = logger;
        running = Task.Run(RunAsync);
    }

    /// <summary>Completes after a pass that began after this call, with the number of uses that it could not make sure of in time.</summary>
    public Task<int> PassAsync()
    {
        var pass = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Add(pass);
        }

        wanted.Release();
        return pass.Task;
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
        using var beat = time.CreateTimer(_ => wanted.Release(), null, Interval, Timeout.InfiniteTimeSpan);
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

            List<TaskCompletionSource<int>> served;
            lock (gate)
            {
                (served, waiting) = (waiting, []);
            }

            var unconfirmed = await PassGuardedAsync();
            served.ForEach(s => s.SetResult(unconfirmed));
            beat.Change(Interval, Timeout.InfiniteTimeSpan);
        }

        lock (gate)
        {
            waiting.ForEach(w => w.TrySetResult(0));
            waiting.Clear();
        }
    }

    /// <summary>A pass that fails must be neither the last nor taken for one that found everything over.</summary>
    private async Task<int> PassGuardedAsync()
    {
        try
        {
            return await PassOnceAsync();
        }
        catch (Exception exception)
        {
            GroundsLog.PassFailed(logger, exception);
            return Math.Max(1, ended.Count + changed.Count);
        }
    }

    private async Task<int> PassOnceAsync()
    {
        ended.Clear();
        changed.Clear();
        registry.Review(time.GetUtcNow().UtcTicks, ended, changed);
        if (ended.Count == 0 && changed.Count == 0)
        {
            return 0;
        }

        var started = TimeProvider.System.GetTimestamp();
        foreach (var lease in ended.Concat(changed.Where(l => l.AskAgain is null)))
        {
            // Who sleeps and cannot ask (a stream) is woken: his client asks anew.
            Guarded(lease.Cancel);
        }

        var unanswered = await AskAgainAsync([.. changed.Where(l => l.AskAgain is not null)], started);
        return unanswered + await DrainAsync(started);
    }

    /// <summary>Those that sleep are asked now; those in use ask at their next effect.</summary>
    private async Task<int> AskAgainAsync(Lease[] sleeping, long started)
    {
        if (sleeping.Length == 0)
        {
            return 0;
        }

        var left = sleeping.Length;
        var asking = Parallel.ForEachAsync(sleeping, new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce }, async (lease, _) =>
        {
            try
            {
                await (lease.AskAgain?.Invoke(lease) ?? Task.CompletedTask);
            }
            catch (Exception exception)
            {
                // It cannot be asked, so nothing more happens under it (law 10).
                GroundsLog.NotAsked(logger, exception);
                Guarded(lease.End);
            }
            finally
            {
                Interlocked.Decrement(ref left);
            }
        });
        try
        {
            var patience = Patience - TimeProvider.System.GetElapsedTime(started);
            await asking.WaitAsync(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            return Volatile.Read(ref left);
        }

        return 0;
    }

    /// <summary>
    /// Most sections copy bytes or append a record, so this is over before it is looked at, unless a thread was stopped inside one. Those of bytes on their way out
    /// (<see cref="Underway"/>) last until the reader has taken them or is cut off.
    /// </summary>
    private async Task<int> DrainAsync(long started)
    {
        for (var looked = 0; ; looked++)
        {
            var inside = ended.Count(l => !l.IsIdle) + changed.Count(l => !l.IsIdle);
            if (inside == 0 || TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                return inside;
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
}

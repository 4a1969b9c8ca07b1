using Breakwater.Server.Rooms;

namespace Breakwater.Server.Gateway.Beats;

/// <summary>
/// The gateway's one clock: once a second it looks after everything that ends or comes due by time (as Kestrel's Heartbeat). What one handler throws keeps neither the
/// others nor the next beat from running, and a beat that falls due while another is under way is left out.
/// </summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Between two warnings of slow beats.</summary>
    internal static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly (IHeartbeatHandler Handler, GuardedStep Step)[] driven;
    private readonly HeartbeatMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger<Heartbeat> logger;
    private readonly GuardedStep warning;
    private readonly Lock gate = new();
    private readonly ITimer timer;
    private long started;
    private long warned;
    private bool stopped;

    public Heartbeat(IEnumerable<IHeartbeatHandler> handlers, HeartbeatMetrics metrics, TimeProvider time, ILogger<Heartbeat> logger)
    {
        this.metrics = metrics;
        this.time = time;
        this.logger = logger;
        driven = [.. handlers.Select(h => (h, new GuardedStep(exception => HeartbeatLog.Failed(logger, exception, NameOf(h)))))];
        warning = new GuardedStep(exception => HeartbeatLog.Failed(logger, exception, nameof(Heartbeat)));
        timer = time.CreateTimer(static beat => ((Heartbeat)beat!).Beat(), this, Interval, Interval);
    }

    /// <summary>There is no further beat, and none is under way: what it drives may go.</summary>
    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        lock (gate)
        {
            stopped = true;
        }
    }

    internal void Beat()
    {
        if (!gate.TryEnter())
        {
            warning.TryRun(BeSlow);
            return;
        }

        try
        {
            Volatile.Write(ref started, time.GetTimestamp());
            foreach (var (handler, step) in stopped ? [] : driven)
            {
                if (!step.TryRun(handler.OnHeartbeat))
                {
                    metrics.Failed(NameOf(handler));
                }
            }
        }
        finally
        {
            gate.Exit();
        }
    }

    private static string NameOf(IHeartbeatHandler handler) => handler.GetType().Name;

    /// <summary>The beat before is under way: handlers take too long, or have no thread to run on.</summary>
    private void BeSlow()
    {
        metrics.Missed();
        var last = Volatile.Read(ref warned);
        var now = time.GetTimestamp();
        if ((last == 0 || time.GetElapsedTime(last, now) >= BetweenWarnings) && Interlocked.CompareExchange(ref warned, now, last) == last)
        {
            HeartbeatLog.Slow(logger, time.GetElapsedTime(Volatile.Read(ref started), now), Interval);
        }
    }
}

namespace Breakwater.Server.Rooms;

/// <summary>Does something every so often until it is stopped: one round after the other, and however one ends there is a next.</summary>
internal sealed class Rounds : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly PeriodicTimer timer;
    private readonly Task running;

    /// <param name="round">With a token that says that it is stopped.</param>
    /// <param name="failed">Told of the exception with which an outage began.</param>
    /// <param name="isDueNow">The first round does not wait for the interval.</param>
    public Rounds(TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> round, Action<Exception> failed, bool isDueNow = false)
    {
        timer = new PeriodicTimer(interval, time);
        running = RunAsync(round, new GuardedStep(failed), isDueNow);
    }

    /// <summary>There is no further round; one that is under way is waited for. More than once is as once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!stopping.IsCancellationRequested)
        {
            await stopping.CancelAsync();
        }

        timer.Dispose();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, Task> round, GuardedStep step, bool isDueNow)
    {
        if (isDueNow)
        {
            await Task.Yield();
            await step.RunAsync(() => round(stopping.Token), stopping.Token);
        }

        // False: the timer has been disposed of.
        while (await timer.WaitForNextTickAsync() && !stopping.IsCancellationRequested)
        {
            await step.RunAsync(() => round(stopping.Token), stopping.Token);
        }
    }
}

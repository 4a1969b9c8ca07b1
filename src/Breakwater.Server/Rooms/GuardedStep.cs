namespace Breakwater.Server.Rooms;

/// <summary>
/// A step that is done again and again, one at a time: what it throws neither ends whoever does it, nor is its last. An outage is told once, as it begins, and not at every step.
/// </summary>
/// <param name="failed">Told of the exception with which an outage began.</param>
internal sealed class GuardedStep(Action<Exception> failed)
{
    private bool isFailing;

    /// <returns>False: it threw.</returns>
    public bool TryRun(Action step)
    {
        try
        {
            step();
            isFailing = false;
            return true;
        }
        catch (Exception exception)
        {
            Tell(exception);
            return false;
        }
    }

    /// <param name="stopping">Once it is cancelled, a step that was cancelled has not failed.</param>
    public async Task RunAsync(Func<Task> step, CancellationToken stopping)
    {
        try
        {
            await step();
            isFailing = false;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Whoever stops it knows.
        }
        catch (Exception exception)
        {
            Tell(exception);
        }
    }

    private void Tell(Exception exception)
    {
        if (isFailing)
        {
            return;
        }

        isFailing = true;
        try
        {
            failed(exception);
        }
        catch (AggregateException)
        {
            // The log cannot be written (Microsoft.Extensions.Logging says so by this exception): there is nobody left to tell.
        }
    }
}

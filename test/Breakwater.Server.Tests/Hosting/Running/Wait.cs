namespace Breakwater.Server.Tests.Hosting.Running;

/// <summary>Waits that say what they waited for.</summary>
internal static class Wait
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Law 6: a revocation bites within one second.</summary>
    public static readonly TimeSpan Law6 = TimeSpan.FromSeconds(1);

    public static async Task<T> ForAsync<T>(Task<T> task, string what, TimeSpan? limit = null)
    {
        try
        {
            return await task.WaitAsync(limit ?? Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {(limit ?? Limit).TotalSeconds} s for {what}.");
        }
    }

    public static async Task ForAsync(Task task, string what, TimeSpan? limit = null)
    {
        try
        {
            await task.WaitAsync(limit ?? Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {(limit ?? Limit).TotalSeconds} s for {what}.");
        }
    }

    /// <summary>For what has no event of its own: asks again and again until it is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what, TimeSpan? limit = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(started) > (limit ?? Limit))
            {
                throw new TimeoutException($"Waited {(limit ?? Limit).TotalSeconds} s for {what}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}

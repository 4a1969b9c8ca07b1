namespace Breakwater.Bench.Servers;

/// <summary>Waits until a server has done what it was given, so that no work of one measurement is counted in the next.</summary>
internal static class ServerSettling
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Until it uses at most a tenth of a core.</summary>
    public static async Task UntilIdleAsync(int process, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var before = ProcessUsage.Cpu(process);
        while (TimeProvider.System.GetElapsedTime(started) < Longest)
        {
            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
            var now = ProcessUsage.Cpu(process);
            if (now - before <= Interval / 10)
            {
                return;
            }

            before = now;
        }
    }

    /// <summary>Until its resident memory changes by less than 1 % in a second; returns it.</summary>
    public static async Task<long> UntilMemoryIsStableAsync(int process, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var before = ProcessUsage.ResidentBytes(process);
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
            var now = ProcessUsage.ResidentBytes(process);
            if (Math.Abs(now - before) < before / 100 || TimeProvider.System.GetElapsedTime(started) > Longest)
            {
                return now;
            }

            before = now;
        }
    }
}

namespace Breakwater.Drills.Fleet;

/// <summary>
/// One clock for the whole fleet. Robots are spread over the interval in slots, so that a server sees the steady stream of a real fleet
/// and not a burst every three seconds.
/// </summary>
internal sealed class FleetHeartbeat(IReadOnlyList<SimulatedRobot> robots, TimeSpan interval, TimeSpan mapInterval, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly int slots = Math.Max(1, (int)(interval / Tick));
    private readonly int beatsPerMap = Math.Max(1, (int)(mapInterval / interval));
    private long skipped;
    private int paused;

    public long Skipped => Interlocked.Read(ref skipped);

    public bool Paused
    {
        get => Volatile.Read(ref paused) == 1;
        set => Volatile.Write(ref paused, value ? 1 : 0);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval / slots, time);
        try
        {
            for (var tick = 0L; await timer.WaitForNextTickAsync(cancellationToken); tick++)
            {
                if (!Paused)
                {
                    Beat((int)(tick % slots), tick / slots);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The fleet stops.
        }
    }

    private void Beat(int slot, long round)
    {
        for (var index = slot; index < robots.Count; index += slots)
        {
            var robot = robots[index];
            if (!robot.IsConnected && !robot.IsEnrolled)
            {
                continue;
            }

            if (!robot.Beat(interval))
            {
                Interlocked.Increment(ref skipped);
            }

            if (round > 0 && (round + index) % beatsPerMap == 0)
            {
                robot.SendMap();
            }
        }
    }
}

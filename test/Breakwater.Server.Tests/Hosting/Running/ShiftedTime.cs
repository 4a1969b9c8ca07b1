namespace Breakwater.Server.Tests.Hosting.Running;

/// <summary>
/// The real clock, which a test can put forward, by less than 90 s: Orleans takes a silo that has not said for longer that it is alive for dead, itself, too. Timers run
/// as they always do; what is due by date comes sooner.
/// </summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref ahead));

    public void Shift(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);
}

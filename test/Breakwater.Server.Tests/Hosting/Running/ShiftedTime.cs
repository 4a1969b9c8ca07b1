namespace Breakwater.Server.Tests.Hosting.Running;

/// <summary>The real clock, which a test can put forward. Timers run as they always do; what is due by date comes sooner.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref ahead));

    public void Shift(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);
}

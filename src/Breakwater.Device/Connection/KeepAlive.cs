namespace Breakwater.Device.Connection;

/// <summary>
/// MQTT 5.0 §3.1.2.10 from the client's side: PINGREQ when nothing was sent for half the interval, and the end when nothing was
/// received for one and a half. A device that talks anyway never pings.
/// </summary>
internal sealed class KeepAlive : IDisposable
{
    private readonly TimeSpan interval;
    private readonly Func<Task> ping;
    private readonly Action expire;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private long sent;
    private long received;

    public KeepAlive(TimeSpan interval, Func<Task> ping, Action expire, TimeProvider time)
    {
        this.interval = interval;
        this.ping = ping;
        this.expire = expire;
        this.time = time;
        sent = received = time.GetTimestamp();
        timer = time.CreateTimer(static state => ((KeepAlive)state!).Tick(), this, interval / 2, interval / 2);
    }

    public void Sent() => Volatile.Write(ref sent, time.GetTimestamp());

    public void Received() => Volatile.Write(ref received, time.GetTimestamp());

    public void Dispose() => timer.Dispose();

    private void Tick()
    {
        // A device that sends but never hears pings too: PUBACKs count as hearing, so this is rare.
        if (time.GetElapsedTime(Volatile.Read(ref received)) >= interval * 1.5)
        {
            expire();
        }
        else if (time.GetElapsedTime(Volatile.Read(ref sent)) >= interval / 2 || time.GetElapsedTime(Volatile.Read(ref received)) >= interval / 2)
        {
            _ = ping();
        }
    }
}

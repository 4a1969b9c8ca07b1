namespace Breakwater.Drills.Fleet;

/// <summary>What a group of robots sent, and what became of it. A message is counted where it was sent, even when it is acknowledged later.</summary>
internal sealed class FleetCounters
{
    private long sent;
    private long acknowledged;
    private long failed;
    private long disconnects;

    public long Sent => Interlocked.Read(ref sent);

    public long Acknowledged => Interlocked.Read(ref acknowledged);

    /// <summary>Refused, dropped, or given up at the end.</summary>
    public long Failed => Interlocked.Read(ref failed);

    public long Disconnects => Interlocked.Read(ref disconnects);

    public long Outstanding => Sent - Acknowledged - Failed;

    public void AddSent() => Interlocked.Increment(ref sent);

    public void AddOutcome(bool wasAcknowledged) => Interlocked.Increment(ref wasAcknowledged ? ref acknowledged : ref failed);

    public void AddDisconnect() => Interlocked.Increment(ref disconnects);
}

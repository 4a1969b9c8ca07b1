namespace Breakwater.Server.Gateway.Limits;

/// <summary>A token bucket in one timestamp (GCRA, ITU-T I.371): says how long to wait until so many more fit.</summary>
internal sealed class RateLimit(int perSecond, int burst, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly long start = time.GetTimestamp();
    private double theoreticalArrival;

    /// <summary>All of the burst fits: it would not differ from a new one.</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
            {
                return theoreticalArrival <= Now;
            }
        }
    }

    private double Now => time.GetElapsedTime(start).TotalSeconds;

    /// <summary>Takes the tokens unless its taker would have to pause for longer than he has patience; then none are taken.</summary>
    public bool TryTake(int tokens, TimeSpan patience)
    {
        lock (gate)
        {
            var before = theoreticalArrival;
            if (Take(tokens) <= patience)
            {
                return true;
            }

            theoreticalArrival = before;
            return false;
        }
    }

    /// <summary>Takes the tokens, and returns how long the taker must now pause. 0 tokens a second: never.</summary>
    public TimeSpan Take(int tokens)
    {
        if (perSecond <= 0)
        {
            return TimeSpan.Zero;
        }

        lock (gate)
        {
            var now = Now;
            theoreticalArrival = Math.Max(theoreticalArrival, now) + ((double)tokens / perSecond);
            var ahead = theoreticalArrival - now - ((double)burst / perSecond);
            return ahead > 0 ? TimeSpan.FromSeconds(ahead) : TimeSpan.Zero;
        }
    }
}

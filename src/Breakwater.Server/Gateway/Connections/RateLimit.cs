namespace Breakwater.Server.Gateway.Connections;

/// <summary>A token bucket in one timestamp (GCRA, ITU-T I.371): says how long to wait until so many more fit. Used by one reader only.</summary>
internal sealed class RateLimit(int perSecond, int burst, TimeProvider time)
{
    private readonly long start = time.GetTimestamp();
    private double theoreticalArrival;

    /// <summary>Takes the tokens, and returns how long the taker must now pause. 0 tokens a second: never.</summary>
    public TimeSpan Take(int tokens)
    {
        if (perSecond <= 0)
        {
            return TimeSpan.Zero;
        }

        var now = time.GetElapsedTime(start).TotalSeconds;
        theoreticalArrival = Math.Max(theoreticalArrival, now) + ((double)tokens / perSecond);
        var ahead = theoreticalArrival - now - ((double)burst / perSecond);
        return ahead > 0 ? TimeSpan.FromSeconds(ahead) : TimeSpan.Zero;
    }
}

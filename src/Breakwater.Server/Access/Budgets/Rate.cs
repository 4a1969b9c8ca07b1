using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Access.Budgets;

/// <summary>
/// So many in a window, all at once or one after the other: the generic cell rate algorithm (ITU-T I.371), which keeps one number. It begins anew with the
/// process.
/// </summary>
internal sealed class Rate(string name, int capacity, TimeSpan window, TimeProvider time)
{
    private readonly long origin = time.GetTimestamp();

    /// <summary>When all of it is there again.</summary>
    private TimeSpan full;

    /// <summary>Null: taken.</summary>
    public LimitHit? TryTake()
    {
        var now = time.GetElapsedTime(origin);
        var next = (full > now ? full : now) + (window / capacity);
        if (next - now > window)
        {
            return new LimitHit(name, capacity, window, next - now - window);
        }

        full = next;
        return null;
    }
}

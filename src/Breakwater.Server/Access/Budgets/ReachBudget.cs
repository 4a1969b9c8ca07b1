using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Access.Budgets;

/// <summary>
/// How many distinct devices one principal may touch in a sliding window. Exact: it remembers each device and when it was last touched, which is
/// bounded by the budget itself.
/// </summary>
internal sealed class ReachBudget(int limit, TimeSpan window, TimeProvider time)
{
    private readonly Dictionary<DeviceId, long> touched = [];

    /// <summary>Counts the device; false when it would be number <c>limit + 1</c>.</summary>
    public bool TryTouch(DeviceId device)
    {
        var now = time.GetTimestamp();
        if (!touched.ContainsKey(device) && touched.Count >= limit)
        {
            Forget(now);
            if (touched.Count >= limit)
            {
                return false;
            }
        }

        touched[device] = now;
        return true;
    }

    private void Forget(long now)
    {
        foreach (var (device, last) in touched)
        {
            if (time.GetElapsedTime(last, now) >= window)
            {
                touched.Remove(device);
            }
        }
    }
}

using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Access.Budgets;

/// <summary>
/// Which devices a principal has touched, and when, as its store has it and on from there. It is exact as long as nobody else writes, which the
/// <see cref="Mark"/> says; then it is thrown away and read again.
/// </summary>
internal sealed class TouchedDevices
{
    private readonly Dictionary<string, Dictionary<DeviceId, Touch>> byScope = [];
    private readonly Dictionary<DeviceId, TimeSpan> lastOf = [];

    /// <param name="mark">Of the last write that <paramref name="rows"/> contain.</param>
    /// <param name="now">Since the activation.</param>
    /// <param name="clock">The same moment.</param>
    public TouchedDevices(long mark, IEnumerable<TouchRow> rows, TimeSpan now, DateTimeOffset clock)
    {
        Mark = mark;
        foreach (var row in rows)
        {
            // Whoever wrote it may have touched it until then.
            var at = now + (row.At - clock);
            Of(row.Scope)[row.Device] = new Touch { Last = at, WrittenTo = at };
            Note(row.Device, at);
        }
    }

    public long Mark { get; set; }

    /// <summary>Null: the device does not count under the grant, or not any more.</summary>
    public Touch? Find(DeviceId device, HeldGrant grant, TimeSpan now) =>
        byScope.TryGetValue(grant.Scope, out var under) && under.TryGetValue(device, out var touch) && now - touch.Last < grant.Window ? touch : null;

    /// <summary>It has been touched now.</summary>
    public void Note(DeviceId device, TimeSpan at) => lastOf[device] = lastOf.TryGetValue(device, out var last) && last > at ? last : at;

    public Touch Add(DeviceId device, HeldGrant grant, TimeSpan now)
    {
        var touch = new Touch { Last = now, WrittenTo = now };
        Of(grant.Scope)[device] = touch;
        Note(device, now);
        return touch;
    }

    public bool HasTouched(DeviceId device, TimeSpan window, TimeSpan now) => lastOf.TryGetValue(device, out var last) && now - last < window;

    /// <summary>When the devices were touched that the principal has touched within the window.</summary>
    public IEnumerable<TimeSpan> Within(TimeSpan window, TimeSpan now) => lastOf.Values.Where(last => now - last < window);

    /// <summary>Of these, the ones under a grant with a number of its own.</summary>
    public IEnumerable<TimeSpan> Within(string scope, TimeSpan window, TimeSpan now) =>
        byScope.TryGetValue(scope, out var under) ? under.Values.Select(t => t.Last).Where(last => now - last < window) : [];

    /// <summary>What does not count any more goes, so that no more is kept than what counts.</summary>
    /// <param name="longest">Of the principal's windows.</param>
    public void Forget(TimeSpan longest, TimeSpan now)
    {
        foreach (var (device, last) in lastOf)
        {
            if (now - last >= longest)
            {
                lastOf.Remove(device);
            }
        }

        foreach (var (scope, under) in byScope)
        {
            foreach (var (device, touch) in under)
            {
                if (now - touch.Last >= longest)
                {
                    under.Remove(device);
                }
            }

            if (under.Count == 0)
            {
                byScope.Remove(scope);
            }
        }
    }

    private Dictionary<DeviceId, Touch> Of(string scope)
    {
        if (!byScope.TryGetValue(scope, out var under))
        {
            byScope[scope] = under = [];
        }

        return under;
    }
}

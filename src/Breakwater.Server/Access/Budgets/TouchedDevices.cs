using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Access.Budgets;

/// <summary>
/// Which devices a principal has touched, as its store has it and on from there. It is exact as long as nobody else writes, which the <see cref="Mark"/> says;
/// then it is thrown away and read again.
/// </summary>
internal sealed class TouchedDevices
{
    private readonly Dictionary<string, Dictionary<DeviceId, Touch>> byScope = [];
    private readonly Dictionary<DeviceId, DateTimeOffset> lastOf = [];

    /// <param name="mark">Of the last write that <paramref name="rows"/> contain.</param>
    public TouchedDevices(long mark, IEnumerable<TouchRow> rows)
    {
        Mark = mark;
        foreach (var row in rows)
        {
            Of(row.Scope)[row.Device] = new Touch { At = row.At };
            Note(row.Device, row.At);
        }
    }

    public long Mark { get; set; }

    /// <summary>Null: the device does not count under the grant, or not any more.</summary>
    public Touch? Find(DeviceId device, HeldGrant grant, DateTimeOffset now) =>
        byScope.TryGetValue(grant.Scope, out var under) && under.TryGetValue(device, out var touch) && now - touch.At < grant.Window ? touch : null;

    public Touch Add(DeviceId device, HeldGrant grant, DateTimeOffset at)
    {
        var touch = new Touch { At = at };
        Of(grant.Scope)[device] = touch;
        Note(device, at);
        return touch;
    }

    public void Renew(DeviceId device, Touch touch, DateTimeOffset at)
    {
        touch.At = at > touch.At ? at : touch.At;
        Note(device, at);
    }

    public bool HasTouched(DeviceId device, TimeSpan window, DateTimeOffset now) => lastOf.TryGetValue(device, out var last) && now - last < window;

    /// <summary>When the devices were touched that the principal has touched within the window.</summary>
    public IEnumerable<DateTimeOffset> Within(TimeSpan window, DateTimeOffset now) => lastOf.Values.Where(last => now - last < window);

    /// <summary>Of these, the ones under a grant with a number of its own.</summary>
    public IEnumerable<DateTimeOffset> Within(string scope, TimeSpan window, DateTimeOffset now) =>
        byScope.TryGetValue(scope, out var under) ? under.Values.Select(t => t.At).Where(at => now - at < window) : [];

    /// <summary>What does not count any more goes, so that no more is kept than what counts.</summary>
    /// <param name="longest">Of the principal's windows.</param>
    public void Forget(TimeSpan longest, DateTimeOffset now)
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
                if (now - touch.At >= longest)
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

    private void Note(DeviceId device, DateTimeOffset at) => lastOf[device] = lastOf.TryGetValue(device, out var last) && last > at ? last : at;

    private Dictionary<DeviceId, Touch> Of(string scope)
    {
        if (!byScope.TryGetValue(scope, out var under))
        {
            byScope[scope] = under = [];
        }

        return under;
    }
}

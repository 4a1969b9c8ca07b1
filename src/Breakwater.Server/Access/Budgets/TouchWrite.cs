using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Access.Budgets;

/// <summary>What one decision has to write down. New devices count in memory from the start; what is renewed does when it is on disk.</summary>
/// <param name="longest">Of the principal's windows.</param>
internal sealed class TouchWrite(Task<TouchedDevices> loaded, TouchedDevices touched, TimeSpan longest, DateTimeOffset now)
{
    private readonly TaskCompletionSource<bool> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<NewTouch> rows = [];
    private readonly List<(DeviceId Device, Touch Touch, DateTimeOffset At)> written = [];

    /// <summary>By which the memory is known that it was decided on.</summary>
    public Task<TouchedDevices> Loaded => loaded;

    public TouchedDevices Touched => touched;

    public DateTimeOffset Now => now;

    public IReadOnlyList<NewTouch> Rows => rows;

    public bool IsEmpty => rows.Count == 0;

    public void Add(DeviceId device, HeldGrant grant)
    {
        var at = Row(device, grant);
        var touch = touched.Add(device, grant, at);
        touch.Writing = done.Task;
        written.Add((device, touch, at));
    }

    public void Renew(DeviceId device, HeldGrant grant, Touch touch) => written.Add((device, touch, Row(device, grant)));

    /// <summary>Tells whoever waits for it.</summary>
    public void Done(bool isWritten)
    {
        if (isWritten)
        {
            foreach (var (device, touch, at) in written)
            {
                touched.Renew(device, touch, at);
                touch.Writing = null;
            }
        }

        done.SetResult(isWritten);
    }

    private DateTimeOffset Row(DeviceId device, HeldGrant grant)
    {
        // As the store will have it, to the microsecond.
        var at = UnixMicros.ToTime(UnixMicros.From(now + ReachBudget.LagOf(grant.Window)));
        rows.Add(new NewTouch(device, grant.Scope, at, at + longest));
        return at;
    }
}

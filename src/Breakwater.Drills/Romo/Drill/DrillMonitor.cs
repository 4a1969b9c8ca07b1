using Breakwater.Drills.Fleet;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>Keeps the current snapshot and tells it on.</summary>
internal sealed class DrillMonitor(IProgress<DrillProgress>? progress)
{
    private readonly Lock gate = new();
    private DrillProgress current = new(DrillPhase.StartingServer, FleetProgress.None, null, 0, 0, 0, 0, 0);

    public void Change(Func<DrillProgress, DrillProgress> change)
    {
        DrillProgress next;
        lock (gate)
        {
            next = current = change(current);
        }

        progress?.Report(next);
    }

    public void Enter(DrillPhase phase) => Change(now => now with { Phase = phase, Attempt = null });
}

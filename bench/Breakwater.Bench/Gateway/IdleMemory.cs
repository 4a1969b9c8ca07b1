using Breakwater.Bench.Fleet;
using Breakwater.Bench.Load;
using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Gateway;

/// <summary>Resident memory of a server per connection that is open and does nothing, in KB.</summary>
/// <param name="Settled">After the server came to rest.</param>
/// <param name="Collected">After a full garbage collection too; for Mosquitto, which has none, the same.</param>
internal readonly record struct IdleMemory(double Settled, double Collected)
{
    /// <summary>Opens the first devices' connections as the ground to stand on, then measures the others'.</summary>
    public static async Task<IdleMemory> MeasureAsync(
        LoadTarget target, IReadOnlyList<BenchDevice> devices, bool collects, CancellationToken cancellationToken)
    {
        var half = devices.Count / 2;
        await using var ground = new TargetLoad(target, devices.Take(half), PublishBatch.SmallestPayload);
        await ground.ConnectAsync(cancellationToken);
        var before = await SettleAsync(target, collects, cancellationToken);
        await using var more = new TargetLoad(target, devices.Skip(half), PublishBatch.SmallestPayload);
        await more.ConnectAsync(cancellationToken);
        var after = await SettleAsync(target, collects, cancellationToken);
        var count = devices.Count - half;
        return new IdleMemory(Kilobytes(after.Settled - before.Settled, count), Kilobytes(after.Collected - before.Collected, count));
    }

    private static async Task<(long Settled, long Collected)> SettleAsync(LoadTarget target, bool collects, CancellationToken cancellationToken)
    {
        var settled = await ServerSettling.UntilMemoryIsStableAsync(target.ProcessId, cancellationToken);
        if (!collects)
        {
            return (settled, settled);
        }

        await ForcedCollection.RunAsync(target.ProcessId, cancellationToken);
        return (settled, await ServerSettling.UntilMemoryIsStableAsync(target.ProcessId, cancellationToken));
    }

    private static double Kilobytes(long bytes, int count) => bytes / 1024.0 / count;
}

using Breakwater.Bench.Fleet;
using Breakwater.Bench.Load;
using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Gateway;

/// <summary>What open connections that do nothing cost a server in resident memory.</summary>
/// <param name="KilobytesEach">Of one more connection.</param>
/// <param name="MegabytesAll">Of the whole process with all of them, as it stands after they were opened.</param>
internal readonly record struct IdleMemory(double KilobytesEach, double MegabytesAll)
{
    /// <summary>Opens the first devices' connections as the ground to stand on, then measures the others'.</summary>
    /// <param name="collects">A .NET server: garbage is collected before each of the two readings whose difference counts.</param>
    public static async Task<IdleMemory> MeasureAsync(
        LoadTarget target, IReadOnlyList<BenchDevice> devices, bool collects, CancellationToken cancellationToken)
    {
        var half = devices.Count / 2;
        await using var ground = new TargetLoad(target, devices.Take(half), PublishBatch.SmallestPayload);
        await ground.ConnectAsync(cancellationToken);
        var (before, _) = await SettleAsync(target, collects, cancellationToken);
        await using var more = new TargetLoad(target, devices.Skip(half), PublishBatch.SmallestPayload);
        await more.ConnectAsync(cancellationToken);
        var (after, standing) = await SettleAsync(target, collects, cancellationToken);
        return new IdleMemory((after - before) / 1024.0 / (devices.Count - half), standing / 1024.0 / 1024.0);
    }

    private static async Task<(long Counted, long Standing)> SettleAsync(LoadTarget target, bool collects, CancellationToken cancellationToken)
    {
        var standing = await ServerSettling.UntilMemoryIsStableAsync(target.ProcessId, cancellationToken);
        if (!collects)
        {
            return (standing, standing);
        }

        await ForcedCollection.RunAsync(target.ProcessId, cancellationToken);
        return (await ServerSettling.UntilMemoryIsStableAsync(target.ProcessId, cancellationToken), standing);
    }
}

using Breakwater.Bench.Load;
using Breakwater.Bench.Reporting;

namespace Breakwater.Bench.Gateway;

/// <summary>The rounds of one server: each connects the devices, loads them, and closes.</summary>
internal sealed class ServerRounds(TargetLoad load, GatewayPlan plan)
{
    public List<ServerWork> Connects { get; } = [];

    public List<ServerWork> Batched { get; } = [];

    public List<ServerWork> Single { get; } = [];

    public long BatchedMessages => (long)plan.BatchedPerDevice * load.Devices.Count;

    public long SingleMessages => (long)plan.SinglePerDevice * load.Devices.Count;

    public TargetLoad Load => load;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Connects.Add(await MeasureAsync(() => load.ConnectAsync(cancellationToken), cancellationToken));
        if (plan.Has(GatewayPlan.Batched))
        {
            Batched.Add(await MeasureAsync(() => load.PublishAsync(plan.BatchedPerDevice, plan.Batch, cancellationToken), cancellationToken));
        }

        if (plan.Has(GatewayPlan.Single))
        {
            Single.Add(await MeasureAsync(() => load.PublishAsync(plan.SinglePerDevice, 1, cancellationToken), cancellationToken));
        }

        await load.DisposeAsync();
        Progress.Say(Line());
    }

    /// <summary>Forgets what was measured: it was the warm-up.</summary>
    public void Clear()
    {
        Connects.Clear();
        Batched.Clear();
        Single.Clear();
    }

    private Task<ServerWork> MeasureAsync(Func<Task> run, CancellationToken cancellationToken) =>
        ServerWork.MeasureAsync(load.Target.ProcessId, run, cancellationToken);

    private string Line()
    {
        var parts = new List<string> { $"connect {Connects[^1].CpuMicroseconds(load.Devices.Count) / 1000:F2} ms" };
        if (Batched.Count > 0)
        {
            parts.Add($"batched {Batched[^1].CpuMicroseconds(BatchedMessages):F2} µs at {Batched[^1].Rate(BatchedMessages):N0}/s");
        }

        if (Single.Count > 0)
        {
            parts.Add($"one at a time {Single[^1].CpuMicroseconds(SingleMessages):F2} µs at {Single[^1].Rate(SingleMessages):N0}/s");
        }

        return $"{load.Target.Name}: {string.Join(", ", parts)}";
    }
}

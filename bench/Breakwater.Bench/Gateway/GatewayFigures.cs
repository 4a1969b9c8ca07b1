using Breakwater.Bench.Load;
using Breakwater.Bench.Reporting;

namespace Breakwater.Bench.Gateway;

/// <summary>The rounds of both servers, as figures.</summary>
internal static class GatewayFigures
{
    public static IEnumerable<Figure> Of(GatewayPlan plan, ServerRounds ours, ServerRounds theirs)
    {
        if (plan.Has(GatewayPlan.Batched))
        {
            yield return Cost("CPU per message, batched", ours.Batched, theirs.Batched, ours.BatchedMessages, "≤ 1.0 ×");
            yield return Rate("messages, batched (information)", ours.Batched, theirs.Batched, ours.BatchedMessages);
        }

        if (plan.Has(GatewayPlan.Single))
        {
            yield return Cost("CPU per message, one at a time", ours.Single, theirs.Single, ours.SingleMessages, "≤ 1.0 ×");
            yield return Rate("messages, one at a time (information)", ours.Single, theirs.Single, ours.SingleMessages);
        }

        if (plan.Has(GatewayPlan.Connect))
        {
            var devices = ours.Load.Devices.Count;
            yield return Figure.OfRounds(
                "CPU per connect", "ms", Each(ours.Connects, w => w.CpuMicroseconds(devices) / 1000), Each(theirs.Connects, w => w.CpuMicroseconds(devices) / 1000));
        }
    }

    private static Figure Cost(string name, List<ServerWork> ours, List<ServerWork> theirs, long messages, string goal) =>
        Figure.OfRounds(name, "µs", Each(ours, w => w.CpuMicroseconds(messages)), Each(theirs, w => w.CpuMicroseconds(messages)), goal);

    private static Figure Rate(string name, List<ServerWork> ours, List<ServerWork> theirs, long messages) =>
        Figure.OfRounds(name, "1/s", Each(ours, w => w.Rate(messages)), Each(theirs, w => w.Rate(messages)));

    private static List<double> Each(List<ServerWork> rounds, Func<ServerWork, double> value) => [.. rounds.Select(value)];
}

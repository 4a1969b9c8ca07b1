using System.Diagnostics.Metrics;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Gateway.Beats;

/// <summary>Of the meter <c>Breakwater.Gateway</c>.</summary>
internal sealed class HeartbeatMetrics
{
    private static readonly Metric Failures = new("breakwater.gateway.heartbeat_failures", "{failure}", "What looks after timeouts and failed at a beat, each time; more than a few, and something is never cut or carried out.", "handler");
    private static readonly Metric Misses = new("breakwater.gateway.heartbeats_missed", "{beat}", "Beats of a second that were left out, because the one before was under way still.");

    private readonly Counter<long> failures;
    private readonly Counter<long> misses;

    public HeartbeatMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Breakwater.Gateway");
        failures = meter.CreateCounter<long>(Failures.Name, Failures.Unit, Failures.Meaning);
        misses = meter.CreateCounter<long>(Misses.Name, Misses.Unit, Misses.Meaning);
    }

    public static IReadOnlyList<Metric> All => [Failures, Misses];

    public void Failed(string handler) => failures.Add(1, new KeyValuePair<string, object?>("handler", handler));

    public void Missed() => misses.Add(1);
}

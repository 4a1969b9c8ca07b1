using Breakwater.Bench.Fleet;
using Breakwater.Bench.Reporting;
using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Connections;

/// <summary>What honest devices notice of many connections that never send a byte.</summary>
internal static class ConnectionsBench
{
    public static async Task<BenchReport> RunAsync(ConnectionsPlan plan, string? assembly, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder();
        Progress.Say("starting breakwater and mosquitto");
        await using var breakwater = await BreakwaterServer.StartAsync(assembly, folder, [], cancellationToken);
        await using var mosquitto = await MosquittoServer.StartAsync(breakwater.CaBundle, folder, cancellationToken);
        var devices = await BenchFleet.EnrollAsync(breakwater, plan.Honest + 1, cancellationToken);
        var ours = await RunAsync(plan, breakwater.Target, devices, cancellationToken);
        var theirs = await RunAsync(plan, mosquitto.Target, devices, cancellationToken);
        var failures = ours.Before.Failures.Concat(ours.During.Failures).ToArray();
        return new BenchReport(
            "connections",
            "Mosquitto",
            [
                Latency("publish, before, p50", 0.5, ours.Before, theirs.Before),
                Latency("publish, before, p99", 0.99, ours.Before, theirs.Before),
                Latency("publish, during, p50", 0.5, ours.During, theirs.During),
                Latency("publish, during, p99", 0.99, ours.During, theirs.During),
                Connect("connect, before, p50", ours.Before, theirs.Before),
                Connect("connect, during, p50", ours.During, theirs.During),
                new Figure("honest failures", $"of {(plan.Honest + 1) * plan.Seconds * 2:N0}", failures.Length, theirs.Before.Failures.Count + theirs.During.Failures.Count, "0"),
                new Figure("idle connections opened", "", ours.Idle.Opened, theirs.Idle.Opened),
                new Figure("idle connections closed by the server", "", ours.Idle.Closed, theirs.Idle.Closed),
                new Figure("server CPU during", "cores", ours.Cores, theirs.Cores),
                new Figure("memory per idle connection", "KB", ours.KilobytesEach, theirs.KilobytesEach),
            ],
            [
                $"{plan.Idle:N0} TCP connections that never send a byte; {plan.Honest} devices publish QoS 1 each second, one more connects anew each second; {plan.Seconds} s each phase.",
                .. failures.Distinct().Take(5).Select(f => $"Failure: {f}"),
            ])
        {
            Failed = failures.Length > 0,
        };
    }

    private static async Task<FloodOutcome> RunAsync(
        ConnectionsPlan plan, LoadTarget target, BenchDevice[] devices, CancellationToken cancellationToken)
    {
        var honest = new HonestTraffic(target, devices[..plan.Honest], devices[^1], ConnectionsPlan.Payload);
        await honest.ConnectAsync(cancellationToken);
        await ServerSettling.UntilIdleAsync(target.ProcessId, cancellationToken);
        Progress.Say($"{target.Name}: honest devices alone");
        var before = await honest.RunAsync(plan.Seconds, cancellationToken);
        var memory = ProcessUsage.ResidentBytes(target.ProcessId);
        Progress.Say($"{target.Name}: opening {plan.Idle} idle connections");
        await using var idle = new IdleProcess(target.Mqtt, plan.Idle);
        await idle.UntilOpenedAsync(plan.Idle, cancellationToken);
        var perIdle = (ProcessUsage.ResidentBytes(target.ProcessId) - memory) / 1024.0 / plan.Idle;
        var cpu = ProcessUsage.Cpu(target.ProcessId);
        var started = TimeProvider.System.GetTimestamp();
        var during = await honest.RunAsync(plan.Seconds, cancellationToken);
        var cores = (ProcessUsage.Cpu(target.ProcessId) - cpu) / TimeProvider.System.GetElapsedTime(started);
        await honest.CloseAsync();
        Progress.Say($"{target.Name}: {idle.State}");
        return new FloodOutcome(before, during, idle.State, cores, perIdle);
    }

    private static Figure Latency(string name, double share, HonestOutcome ours, HonestOutcome theirs) =>
        new(name, "ms", Quantiles.At(ours.PublishMilliseconds, share), Quantiles.At(theirs.PublishMilliseconds, share));

    private static Figure Connect(string name, HonestOutcome ours, HonestOutcome theirs) =>
        new(name, "ms", Quantiles.Median(ours.ConnectMilliseconds), Quantiles.Median(theirs.ConnectMilliseconds));

    private sealed record FloodOutcome(HonestOutcome Before, HonestOutcome During, IdleState Idle, double Cores, double KilobytesEach);
}

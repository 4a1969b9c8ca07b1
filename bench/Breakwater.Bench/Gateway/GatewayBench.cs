using Breakwater.Bench.Fleet;
using Breakwater.Bench.Load;
using Breakwater.Bench.Reporting;
using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Gateway;

/// <summary>The gateway and Mosquitto side by side under the same load from the same client.</summary>
internal static class GatewayBench
{
    /// <summary>No device of the load is a flood: its limits are off.</summary>
    public static readonly string[] Settings = ["gateway.publishRate=0", "gateway.byteRate=0"];

    public static async Task<BenchReport> RunAsync(GatewayPlan plan, string? assembly, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder();
        Progress.Say("starting breakwater and mosquitto");
        await using var breakwater = await BreakwaterServer.StartAsync(assembly, folder, Settings, cancellationToken);
        await using var mosquitto = await MosquittoServer.StartAsync(breakwater.CaBundle, folder, cancellationToken);
        var devices = await BenchFleet.EnrollAsync(breakwater, plan.Connections * 2, cancellationToken);

        // A certificate's first use is a write of its own; it belongs to the enrolment, not to the connections measured here.
        await using (var first = new TargetLoad(breakwater.Target, devices.Skip(plan.Connections), plan.Payload))
        {
            await first.ConnectAsync(cancellationToken);
        }

        await using var ours = new TargetLoad(breakwater.Target, devices.Take(plan.Connections), plan.Payload);
        await using var theirs = new TargetLoad(mosquitto.Target, devices.Take(plan.Connections), plan.Payload);
        ServerRounds[] servers = [new ServerRounds(ours, plan), new ServerRounds(theirs, plan)];
        Progress.Say("warm-up round");
        await RunRoundAsync(servers, cancellationToken);
        foreach (var server in servers)
        {
            server.Clear();
        }

        var figures = new List<Figure>();
        if (plan.Has(GatewayPlan.Memory))
        {
            Progress.Say("memory");
            var ourMemory = await IdleMemory.MeasureAsync(breakwater.Target, devices, collects: true, cancellationToken);
            var theirMemory = await IdleMemory.MeasureAsync(mosquitto.Target, devices, collects: false, cancellationToken);
            figures.Add(new Figure("memory per idle connection", "KB", ourMemory.KilobytesEach, theirMemory.KilobytesEach));
            figures.Add(new Figure($"resident memory with {devices.Length:N0} of them (information)", "MB", ourMemory.MegabytesAll, theirMemory.MegabytesAll));
        }

        for (var round = 1; round <= plan.Rounds; round++)
        {
            Progress.Say($"round {round} of {plan.Rounds}");
            await RunRoundAsync(round % 2 == 1 ? servers : servers.Reverse(), cancellationToken);
        }

        figures.InsertRange(0, GatewayFigures.Of(plan, servers[0], servers[1]));
        var (looked, wrong) = await AcknowledgedMessages.CheckAsync(breakwater, ours, cancellationToken);
        figures.Add(new Figure("acknowledged messages missing or stored twice", $"of {looked:N0}", wrong, Goal: "0"));
        return new BenchReport(
            "gateway",
            "Mosquitto",
            figures,
            [$"{plan.Connections} connections, {plan.Payload} bytes, batches of {plan.Batch}, {plan.Rounds} alternating rounds, medians; CPU is the server's alone."])
        {
            Failed = wrong > 0,
        };
    }

    private static async Task RunRoundAsync(IEnumerable<ServerRounds> servers, CancellationToken cancellationToken)
    {
        foreach (var server in servers)
        {
            await server.RunAsync(cancellationToken);
        }
    }
}

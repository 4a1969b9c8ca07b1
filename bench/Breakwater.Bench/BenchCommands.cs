using System.CommandLine;
using System.Net;
using Breakwater.Bench.Connections;
using Breakwater.Bench.Enrollment;
using Breakwater.Bench.Gateway;
using Breakwater.Bench.Load;
using Breakwater.Bench.Revocation;

namespace Breakwater.Bench;

/// <summary>The command line.</summary>
internal static class BenchCommands
{
    public static Command Gateway()
    {
        var connections = BenchOptions.Count("--connections", "MQTT connections at once.", 500, 100);
        var messages = BenchOptions.Count("--messages", "Messages in a round of batches; one at a time it is an eighth.", 400_000, 40_000);
        var payload = BenchOptions.Count("--payload", "Bytes of a message.", 105, 105, PublishBatch.SmallestPayload);
        var batch = BenchOptions.Count("--batch", "Messages in one write.", 10, 10);
        var rounds = BenchOptions.Count("--rounds", "Measured rounds of each server.", 5, 1);
        var only = new Option<string[]>("--only")
        {
            Description = "Only these scenarios. Default all, with --quick all but memory.",
            AllowMultipleArgumentsPerToken = true,
        };
        only.AcceptOnlyFromAmong([.. GatewayPlan.AllScenarios]);
        return new BenchCommand(
            "gateway",
            "MQTT against Mosquitto: CPU per message and per connect, memory per connection.",
            [connections.Option, messages.Option, payload.Option, batch.Option, rounds.Option, only],
            (parsed, quick, server, cancellationToken) =>
            {
                var all = GatewayPlan.AllScenarios.Where(s => !quick || s != GatewayPlan.Memory);
                var chosen = parsed.GetValue(only) is { Length: > 0 } some ? some : all;
                var plan = new GatewayPlan(
                    connections.Value(parsed, quick),
                    messages.Value(parsed, quick),
                    payload.Value(parsed, quick),
                    batch.Value(parsed, quick),
                    rounds.Value(parsed, quick),
                    chosen.ToHashSet());
                return GatewayBench.RunAsync(plan, server, cancellationToken);
            });
    }

    public static Command Enroll()
    {
        var devices = BenchOptions.Count("--devices", "Devices to enrol.", 2000, 200);
        var concurrency = BenchOptions.Count("--concurrency", "First boots at once.", 16, 16);
        return new BenchCommand(
            "enroll",
            "First boots over EST against the bare cryptography.",
            [devices.Option, concurrency.Option],
            (parsed, quick, server, cancellationToken) =>
                EnrollBench.RunAsync(devices.Value(parsed, quick), concurrency.Value(parsed, quick), server, cancellationToken));
    }

    public static Command Revoke()
    {
        var connections = BenchOptions.Count("--connections", "Live MQTT connections.", 1000, 100);
        var count = BenchOptions.Count("--count", "Devices to revoke.", 200, 50);
        return new BenchCommand(
            "revoke",
            "From a revocation to the closed socket.",
            [connections.Option, count.Option],
            (parsed, quick, server, cancellationToken) =>
                RevokeBench.RunAsync(
                    connections.Value(parsed, quick),
                    Math.Min(count.Value(parsed, quick), connections.Value(parsed, quick)),
                    server,
                    cancellationToken));
    }

    public static Command Connections()
    {
        var idle = BenchOptions.Count("--idle", "TCP connections that never send a byte.", 10_000, 1000);
        var honest = BenchOptions.Count("--honest", "Devices that publish each second.", 100, 20);
        var seconds = BenchOptions.Count("--seconds", "Of each phase.", 20, 2);
        return new BenchCommand(
            "connections",
            "Honest devices beside many idle connections.",
            [idle.Option, honest.Option, seconds.Option],
            (parsed, quick, server, cancellationToken) => ConnectionsBench.RunAsync(
                new ConnectionsPlan(idle.Value(parsed, quick), honest.Value(parsed, quick), seconds.Value(parsed, quick)), server, cancellationToken));
    }

    /// <summary>The process that <see cref="IdleProcess"/> starts.</summary>
    public static Command Idle()
    {
        var endpoint = new Option<string>("--endpoint") { Required = true };
        var count = new Option<int>("--count") { Required = true };
        var command = new Command("idle", "Holds connections that never send a byte.") { endpoint, count };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) =>
            new IdleSockets(IPEndPoint.Parse(parsed.GetValue(endpoint)!), parsed.GetValue(count)).RunAsync(cancellationToken));
        return command;
    }
}

using System.Diagnostics;
using Breakwater.Bench.Fleet;
using Breakwater.Bench.Load;
using Breakwater.Bench.Reporting;
using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Revocation;

/// <summary>Law 6: how long a revoked device keeps its live connection, among many.</summary>
internal static class RevokeBench
{
    private const int ConnectConcurrency = 16;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(10);

    public static async Task<BenchReport> RunAsync(int connections, int count, string? assembly, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder();
        Progress.Say("starting breakwater");
        await using var breakwater = await BreakwaterServer.StartAsync(assembly, folder, [], cancellationToken);
        var devices = await BenchFleet.EnrollAsync(breakwater, connections, cancellationToken);
        Progress.Say($"connecting {connections} devices");
        var live = new MqttConnection[connections];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, connections),
            new ParallelOptions { MaxDegreeOfParallelism = ConnectConcurrency, CancellationToken = cancellationToken },
            async (i, cancel) => live[i] = await MqttConnection.OpenAsync(breakwater.Target.Mqtt, devices[i], cancel));
        var closed = live.Select(c => c.ClosedAsync(cancellationToken)).ToArray();
        await ServerSettling.UntilIdleAsync(breakwater.Target.ProcessId, cancellationToken);
        Progress.Say($"revoking {count} of them");
        var afterReturn = new List<double>(count);
        var commands = new List<double>(count);
        for (var i = 0; i < count; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            await breakwater.Admin.ChangeDeviceAsync(devices[i].Id, "revoke", "bench", cancellationToken);
            var returned = Stopwatch.GetTimestamp();
            var end = await closed[i].WaitAsync(CloseTimeout, TimeProvider.System, cancellationToken);
            commands.Add(Milliseconds(returned - asked));
            afterReturn.Add(Milliseconds(end - returned));
        }

        Progress.Say("trying every revoked certificate");
        var check = new RefusalCheck(breakwater);
        var opened = 0;
        foreach (var device in devices.Take(count))
        {
            opened += await check.MqttOpensAsync(device, cancellationToken) ? 1 : 0;
            opened += await check.HttpsOpensAsync(device, cancellationToken) ? 1 : 0;
        }

        // The others must not have been touched, and the checks must be able to say yes.
        var lost = closed.Skip(count).Count(c => c.IsCompleted);
        var control = count == connections
            || (await check.HttpsOpensAsync(devices[^1], cancellationToken) && await check.MqttOpensAsync(devices[^1], cancellationToken));
        foreach (var connection in live)
        {
            await connection.DisposeAsync();
        }

        return new BenchReport(
            "revoke",
            "goal",
            [
                new Figure("from the command's return to the closed socket, p50", "ms", Quantiles.At(afterReturn, 0.5)),
                new Figure("from the command's return to the closed socket, p99", "ms", Quantiles.At(afterReturn, 0.99), 1000, "≤ 1,000 ms"),
                new Figure("from the command's return to the closed socket, max", "ms", afterReturn.Max()),
                new Figure("the command itself, p50", "ms", Quantiles.At(commands, 0.5)),
                new Figure("the command itself, p99", "ms", Quantiles.At(commands, 0.99)),
                new Figure("revoked certificates that opened a listener", $"of {2 * count}", opened, Goal: "0"),
                new Figure("other connections lost", $"of {connections - count}", lost, Goal: "0"),
            ],
            [
                $"{connections} live MQTT connections, {count} revoked one after another. Below zero: closed before the command returned.",
                control ? "Control: a certificate that was not revoked opens both listeners." : "Control FAILED: a certificate that was not revoked is refused.",
            ])
        {
            Failed = opened > 0 || lost > 0 || !control,
        };
    }

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;
}

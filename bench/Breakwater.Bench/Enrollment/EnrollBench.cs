using Breakwater.Bench.Fleet;
using Breakwater.Bench.Load;
using Breakwater.Bench.Reporting;
using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Enrollment;

/// <summary>First boots against the cryptography that none of them can do without.</summary>
internal static class EnrollBench
{
    private const int Cores = 2;
    private const int FloorRepetitions = 1000;

    public static async Task<BenchReport> RunAsync(int count, int concurrency, string? assembly, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder();
        Progress.Say("starting breakwater");
        await using var breakwater = await BreakwaterServer.StartAsync(assembly, folder, [], cancellationToken);
        var warmUp = Math.Max(concurrency, count / 10);
        var devices = await BenchFleet.ImportAsync(breakwater, warmUp + count, cancellationToken);
        Progress.Say("making certificate requests");
        var boots = devices.AsParallel().AsOrdered().Select(d => (Device: d, Request: d.Request())).ToArray();
        await EnrollAsync(breakwater, boots[..warmUp], concurrency, cancellationToken);
        Progress.Say($"enrolling {count} devices, {concurrency} at a time");
        var clientBefore = TimeSpan.Zero;
        var client = TimeSpan.Zero;
        var work = await ServerWork.MeasureAsync(
            breakwater.Target.ProcessId,
            async () =>
            {
                clientBefore = Environment.CpuUsage.TotalTime;
                await EnrollAsync(breakwater, boots[warmUp..], concurrency, cancellationToken);
                client = Environment.CpuUsage.TotalTime - clientBefore;
            },
            cancellationToken);
        Progress.Say("measuring the floor");
        var floor = EnrollmentFloor.Measure(FloorRepetitions);
        var cpu = work.Cpu / count;
        return new BenchReport(
            "enroll",
            "floor",
            [
                new Figure("server CPU per enrolment", "ms", cpu.TotalMilliseconds, floor.Total.TotalMilliseconds, "≤ 10 ms"),
                new Figure($"enrolments on {Cores} cores, the client's share apart", "1/s", Cores / cpu.TotalSeconds, Cores / floor.Total.TotalSeconds, "≥ 200"),
                new Figure($"enrolments with the client on the same {Environment.ProcessorCount} cores", "1/s", work.Rate(count)),
                new Figure("client CPU per enrolment", "ms", (client / count).TotalMilliseconds, floor.ClientHandshake.TotalMilliseconds),
            ],
            [
                $"{count} devices, {concurrency} at a time, each on a fresh TLS 1.3 connection; keys and requests were made before.",
                $"The floor: handshake {floor.ServerHandshake.TotalMilliseconds:F2} ms, verify {floor.Verify.TotalMilliseconds:F2} ms, sign {floor.Sign.TotalMilliseconds:F2} ms.",
            ]);
    }

    private static async Task EnrollAsync(
        BreakwaterServer server, (BenchDevice Device, string Request)[] boots, int concurrency, CancellationToken cancellationToken)
    {
        var est = new EstClient(server.DevicesHttps);
        await Parallel.ForEachAsync(
            boots,
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
            async (boot, cancel) => (await est.EnrollAsync(boot.Device, boot.Request, cancel)).Dispose());
    }
}

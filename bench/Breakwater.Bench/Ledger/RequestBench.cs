using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Bench.Fleet;
using Breakwater.Bench.Reporting;
using Breakwater.Bench.Servers;
using Breakwater.Contracts.Admin;

namespace Breakwater.Bench.Ledger;

/// <summary>An owner reads the twin of a device, over and over, alone and with a thousand requests at once.</summary>
internal static class RequestBench
{
    private const int Many = 1000;

    public static async Task<BenchReport> RunAsync(int requests, int rounds, string? assembly, string? baseline, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        await using var ours = await RequestTarget.StartAsync("the ledger", assembly, cancellationToken);
        await using var theirs = baseline is null ? null : await RequestTarget.StartAsync("no ledger", baseline, cancellationToken);
        foreach (var concurrency in (int[])[1, Many])
        {
            var count = concurrency == 1 ? Math.Max(200, requests / 10) : requests;
            var (a, b) = (new List<RequestRound>(), new List<RequestRound>());
            for (var round = 0; round <= rounds; round++)
            {
                Progress.Say($"{concurrency} at once, round {round} of {rounds}");
                var first = await ours.RunAsync(count, concurrency, cancellationToken);
                var second = theirs is null ? null : await theirs.RunAsync(count, concurrency, cancellationToken);
                if (round > 0)
                {
                    a.Add(first);
                    b.AddRange(second is null ? [] : [second]);
                }
            }

            var name = concurrency == 1 ? "alone" : $"{concurrency} at once";
            figures.Add(Make($"latency {name}, p50", "ms", a, b, r => Quantiles.At(r.Latencies, 0.5)));
            figures.Add(Make($"latency {name}, p99", "ms", a, b, r => Quantiles.At(r.Latencies, 0.99)));
            figures.Add(Make($"server CPU a request, {name}", "µs", a, b, r => r.Cpu.TotalMicroseconds / r.Latencies.Length));
        }

        return new BenchReport(
            "ledger-requests",
            "no ledger",
            figures,
            [
                "GET of a twin with a token, HTTP/1.1 over kept TLS 1.3 connections; each answer is held back until its entry is on disk.",
                baseline is null ? "Without --baseline there is nothing to compare with." : "No ledger: the same product as it was before it had one, which wrote a log line instead.",
            ]);
    }

    private static Figure Make(string name, string unit, List<RequestRound> ours, List<RequestRound> theirs, Func<RequestRound, double> of) => theirs.Count == 0
        ? new Figure(name, unit, Quantiles.Median(ours.Select(of)))
        : Figure.OfRounds(name, unit, [.. ours.Select(of)], [.. theirs.Select(of)]);
}

/// <param name="Latencies">Milliseconds.</param>
internal sealed record RequestRound(double[] Latencies, TimeSpan Cpu);

/// <summary>A server with one device and its owner.</summary>
internal sealed class RequestTarget : IAsyncDisposable
{
    private readonly WorkFolder folder;
    private readonly BreakwaterServer server;
    private readonly HttpClient http;
    private readonly string path;

    private RequestTarget(WorkFolder folder, BreakwaterServer server, HttpClient http, string path)
    {
        this.folder = folder;
        this.server = server;
        this.http = http;
        this.path = path;
    }

    public static async Task<RequestTarget> StartAsync(string name, string? assembly, CancellationToken cancellationToken)
    {
        Progress.Say($"starting breakwater, {name}");
        var folder = new WorkFolder();
        var server = await BreakwaterServer.StartAsync(assembly, folder, ["logLevel=Warning"], cancellationToken);
        var device = (await BenchFleet.ImportAsync(server, 1, cancellationToken))[0];
        var owner = await server.Admin.AddOwnerAsync("bench", cancellationToken);
        var id = (await server.Admin.GetDeviceAsync(device.Serial, cancellationToken)).Device.Id;
        string[] scopes = ["twin:read"];
        await server.Admin.AddGrantAsync(new GrantRequest(owner.Id, id.ToString(), scopes, null, "bench"), cancellationToken);
        var token = await server.Admin.IssueTokenAsync(new TokenRequest(owner.Id, "bench", scopes, 3600), cancellationToken);
        var root = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(server.CaBundle, cancellationToken));
        var http = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 1000,
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { root }, RevocationMode = X509RevocationMode.NoCheck },
            },
        })
        {
            BaseAddress = new Uri($"https://localhost:{server.PublicHttps.Port}/"),
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        return new RequestTarget(folder, server, http, $"v1/devices/{id}/twin");
    }

    public async Task<RequestRound> RunAsync(int count, int concurrency, CancellationToken cancellationToken)
    {
        var latencies = new double[count];
        var next = -1;
        await ServerSettling.UntilIdleAsync(server.Target.ProcessId, cancellationToken);
        var cpu = ProcessUsage.Cpu(server.Target.ProcessId);
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                var at = TimeProvider.System.GetTimestamp();
                using var answer = await http.GetAsync(path, cancellationToken);
                answer.EnsureSuccessStatusCode();
                latencies[i] = TimeProvider.System.GetElapsedTime(at).TotalMilliseconds;
            }
        }));
        await ServerSettling.UntilIdleAsync(server.Target.ProcessId, cancellationToken);
        return new RequestRound(latencies, ProcessUsage.Cpu(server.Target.ProcessId) - cpu);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
        folder.Dispose();
    }
}

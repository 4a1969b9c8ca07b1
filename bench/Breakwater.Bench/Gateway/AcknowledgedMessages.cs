using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Bench.Load;
using Breakwater.Bench.Servers;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;

namespace Breakwater.Bench.Gateway;

/// <summary>Reads a sample of devices back through the public API: each message that was acknowledged must be there, once.</summary>
internal static class AcknowledgedMessages
{
    private const int Sample = 5;
    private const int PageSize = 10_000;

    /// <returns>How many messages were looked for, and how many of them are missing or there twice.</returns>
    public static async Task<(long Looked, long Wrong)> CheckAsync(BreakwaterServer server, TargetLoad load, CancellationToken cancellationToken)
    {
        var service = await server.Admin.AddServiceAsync("bench", cancellationToken);
        await server.Admin.AddGrantAsync(new GrantRequest(service.Id, null, ["telemetry:read"], 3600, "bench"), cancellationToken);
        var token = await server.Admin.IssueTokenAsync(new TokenRequest(service.Id, "bench", ["telemetry:read"], 3600), cancellationToken);
        using var http = Client(server);
        var client = new FleetClient(http, token.Token);
        long looked = 0;
        long wrong = 0;
        var step = Math.Max(1, load.Devices.Count / Sample);
        foreach (var device in load.Devices.Where((d, i) => i % step == 0 && d.Acknowledged > 0).Take(Sample))
        {
            var times = await ReadAsync(client, device, cancellationToken);
            looked += device.Acknowledged;
            wrong += times.Count(t => t != 1);
        }

        return (looked, wrong);
    }

    /// <summary>How many times each acknowledged message is stored, by its sequence number.</summary>
    private static async Task<int[]> ReadAsync(FleetClient client, DeviceLoad device, CancellationToken cancellationToken)
    {
        var times = new int[device.Acknowledged];
        string? cursor = null;
        do
        {
            var page = await client.GetTelemetryAsync(
                DeviceId.Parse(device.Device.Id), "load", limit: PageSize, cursor: cursor, cancellationToken: cancellationToken);
            foreach (var point in page.Items)
            {
                times[int.Parse(point.Value!.Value.GetProperty("seq").GetString()!, CultureInfo.InvariantCulture)]++;
            }

            cursor = page.Next;
        }
        while (cursor is not null);
        return times;
    }

    private static HttpClient Client(BreakwaterServer server)
    {
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPemFile(server.CaBundle);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted);
        return new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy }, AutomaticDecompression = DecompressionMethods.All })
        {
            BaseAddress = new Uri($"https://{server.PublicHttps}/"),
            DefaultRequestHeaders = { Accept = { new MediaTypeWithQualityHeaderValue("application/json") } },
        };
    }
}

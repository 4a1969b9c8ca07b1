using System.Net;
using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;

namespace Breakwater.Bench.Servers;

/// <summary><c>breakwater serve</c> on loopback, with an empty data folder.</summary>
internal sealed class BreakwaterServer : IAsyncDisposable
{
    /// <summary>What the operator of a bench works on: a server may limit what is done without a case.</summary>
    public const string Case = "BENCH-1";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private static readonly string[] Loopback =
    [
        .. new[] { "devices-mqtt", "devices-https", "public-https", "operators-https" }.Select(l => $"listeners.{l}=127.0.0.1:0"),
    ];

    private readonly ServerProcess process;
    private readonly ServerReady ready;

    private BreakwaterServer(ServerProcess process, ServerReady ready)
    {
        this.process = process;
        this.ready = ready;
        Admin = new AdminClient(ready.AdminSocket, Case);
        Target = new LoadTarget("Breakwater", Endpoint("devices-mqtt"), ready.ProcessId, static _ => "telemetry/load");
    }

    public AdminClient Admin { get; }

    public LoadTarget Target { get; }

    public string AdminSocket => ready.AdminSocket;

    public string CaBundle => ready.CaBundle;

    public IPEndPoint DevicesHttps => Endpoint("devices-https");

    public IPEndPoint PublicHttps => Endpoint("public-https");

    /// <param name="assembly">Null: the command line that was built with this bench.</param>
    /// <param name="environment">Variables beyond those of this process.</param>
    public static async Task<BreakwaterServer> StartAsync(
        string? assembly,
        WorkFolder folder,
        IEnumerable<string> settings,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        assembly ??= Path.Combine(AppContext.BaseDirectory, "..", "..", "Breakwater.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "breakwater.dll");
        if (!File.Exists(assembly))
        {
            throw new InvalidOperationException($"{Path.GetFullPath(assembly)} is missing. Build the solution (-c Release), or name the file with --server.");
        }

        var process = ServerProcess.Start(
            "dotnet",
            ["exec", assembly, "serve", "--data", folder.File("data"), "--output", "json", .. Loopback.Concat(settings).SelectMany(s => new[] { "--set", s })],
            environment);
        try
        {
            var line = await process.Output.ReadLineAsync(cancellationToken).AsTask().WaitAsync(StartTimeout, TimeProvider.System, cancellationToken);
            return line is not null && JsonSerializer.Deserialize(line, ContractsJson.Default.ServerReady) is { } ready
                ? new BreakwaterServer(process, ready)
                : throw await process.FailureAsync("breakwater serve ended before it was ready.");
        }
        catch (Exception)
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await process.DisposeAsync();
    }

    private IPEndPoint Endpoint(string listener) => IPEndPoint.Parse(ready.Listeners[listener]);
}

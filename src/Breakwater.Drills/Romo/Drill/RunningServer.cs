using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Drills.Processes;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>The server under attack: one that the drill started, or one that runs already.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly string[] Listeners = ["devices-mqtt", "devices-https", "public-https", "operators-https"];

    private readonly ChildProcess? process;
    private readonly int processId;

    private RunningServer(ChildProcess? process, ExistingServer server)
    {
        this.process = process;
        processId = server.ProcessId;
        Server = server;
    }

    public ExistingServer Server { get; }

    /// <exception cref="ChildFailedException">It did not start.</exception>
    public static async Task<RunningServer> StartAsync(RomoSpec spec, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        if (spec.Target is { } target)
        {
            return new RunningServer(null, target with { Addresses = ServerAddresses.From(Map(target.Addresses)) });
        }

        var command = spec.Server ?? throw new ArgumentException("Either a server command or a target is required.", nameof(spec));
        IEnumerable<string> listen = Listeners.SelectMany(listener => (string[])["--listen", listener + "=127.0.0.1:0"]);
        var process = ChildProcess.Start("server", command, ["--data", Path.Combine(folder, "server"), "--output", "json", .. listen], time);
        try
        {
            using var limit = new CancellationTokenSource(StartLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var ready = JsonSerializer.Deserialize(await process.ReadLineAsync(either.Token), ContractsJson.Default.ServerReady)
                ?? throw process.Failed("printed nothing that says it is ready.");
            return new RunningServer(process, new ExistingServer(ServerAddresses.From(ready.Listeners), ready.AdminSocket, ready.CaBundle, ready.ProcessId));
        }
        catch (Exception exception)
        {
            var failure = exception is JsonException ? process.Failed("printed something else than that it is ready.") : null;
            await process.DisposeAsync();
            throw failure ?? exception;
        }
    }

    /// <summary>Bytes; 0 when unknown.</summary>
    public long PeakMemory() => processId > 0 ? ProcessMemory.Peak(processId) : 0;

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }
    }

    private static Dictionary<string, string> Map(ServerAddresses addresses) => new()
    {
        ["devices-mqtt"] = addresses.DevicesMqtt,
        ["devices-https"] = addresses.DevicesHttps,
        ["public-https"] = addresses.PublicHttps,
        ["operators-https"] = addresses.OperatorsHttps,
    };
}

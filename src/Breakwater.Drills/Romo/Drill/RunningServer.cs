using System.Globalization;
using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Drills.Processes;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>The server under attack: one that the drill started, or one that runs already.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    /// <summary>
    /// Distinct devices a window of a service without a number of its own: fewer than the smallest fleet has, so that it can be used up. No service takes part before
    /// the restarts.
    /// </summary>
    public const int ServiceReachBudget = 5;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly string[] Listeners = ["devices-mqtt", "devices-https", "public-https", "operators-https"];

    private readonly Func<Func<string, string>, CancellationToken, Task<(ChildProcess Process, ExistingServer Server)>>? start;
    private ChildProcess? process;

    private RunningServer(
        Func<Func<string, string>, CancellationToken, Task<(ChildProcess Process, ExistingServer Server)>>? start, ChildProcess? process, ExistingServer server)
    {
        this.start = start;
        this.process = process;
        Server = server;
    }

    public ExistingServer Server { get; private set; }

    /// <summary>Only one that the drill started itself.</summary>
    public bool CanRestart => start is not null;

    /// <exception cref="ChildFailedException">It did not start.</exception>
    public static async Task<RunningServer> StartAsync(RomoSpec spec, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        if (spec.Target is { } target)
        {
            return new RunningServer(null, null, target with { Addresses = ServerAddresses.From(Map(target.Addresses)) });
        }

        var command = spec.Server ?? throw new ArgumentException("Either a server command or a target is required.", nameof(spec));
        Task<(ChildProcess Process, ExistingServer Server)> Start(Func<string, string> addressOf, CancellationToken stop) => StartAsync(command, folder, addressOf, time, stop);
        var (process, server) = await Start(_ => "127.0.0.1:0", cancellationToken);
        return new RunningServer(Start, process, server);
    }

    /// <summary>Stops it and starts it anew on the same folder and the same addresses.</summary>
    /// <param name="kill">Without letting it finish anything.</param>
    /// <exception cref="ChildFailedException">It did not start again.</exception>
    public async Task RestartAsync(bool kill, CancellationToken cancellationToken)
    {
        if (start is null || process is null)
        {
            throw new InvalidOperationException("Somebody else started this server.");
        }

        if (kill)
        {
            await process.KillAsync(cancellationToken);
        }

        await process.DisposeAsync();
        var addresses = Map(Server.Addresses);
        (process, Server) = await start(listener => addresses[listener], cancellationToken);
    }

    /// <summary>Of the current process, bytes; 0 when unknown.</summary>
    public long PeakMemory() => Server.ProcessId > 0 ? ProcessMemory.Peak(Server.ProcessId) : 0;

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }
    }

    private static async Task<(ChildProcess Process, ExistingServer Server)> StartAsync(
        ChildCommand command, string folder, Func<string, string> addressOf, TimeProvider time, CancellationToken cancellationToken)
    {
        IEnumerable<string> listen = Listeners.SelectMany(listener => (string[])["--listen", $"{listener}={addressOf(listener)}"]);
        string[] settings = ["--set", string.Create(CultureInfo.InvariantCulture, $"access.serviceReachBudget={ServiceReachBudget}")];
        var process = ChildProcess.Start("server", command, ["--data", Path.Combine(folder, "server"), "--output", "json", .. settings, .. listen], time);
        try
        {
            using var limit = new CancellationTokenSource(StartLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var ready = JsonSerializer.Deserialize(await process.ReadLineAsync(either.Token), ContractsJson.Default.ServerReady)
                ?? throw process.Failed("printed nothing that says it is ready.");
            return (process, new ExistingServer(ServerAddresses.From(ready.Listeners), ready.AdminSocket, ready.CaBundle, ready.ProcessId));
        }
        catch (Exception exception)
        {
            var failure = exception is JsonException ? process.Failed("printed something else than that it is ready.") : null;
            await process.DisposeAsync();
            throw failure ?? exception;
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

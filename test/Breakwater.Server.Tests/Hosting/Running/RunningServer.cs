using System.Net;
using Breakwater.Server.Hosting;
using Breakwater.Server.Hosting.Settings;
using Breakwater.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Server.Tests.Hosting.Running;

/// <summary>A real server in this process, on free ports and a folder of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly Func<ServerOptions, ServerOptions> configure;
    private readonly TimeProvider time;

    private RunningServer(BreakwaterServer server, LogWatch log, Func<ServerOptions, ServerOptions> configure, TimeProvider time, string folder)
    {
        Server = server;
        Log = log;
        this.configure = configure;
        this.time = time;
        Folder = folder;
        Doors = new ServerDoors(server.Ready);
    }

    public BreakwaterServer Server { get; private set; }

    public LogWatch Log { get; }

    public string Folder { get; }

    public ServerDoors Doors { get; private set; }

    public static string NewFolder() => Directory.CreateTempSubdirectory("bw-").FullName;

    public static ServerOptions OptionsFor(string folder) => new()
    {
        Data = new DataFolder(folder),
        LogLevel = LogLevel.Debug,
        Listeners = new ListenerOptions
        {
            DevicesMqtt = new IPEndPoint(IPAddress.Loopback, 0),
            DevicesHttps = new IPEndPoint(IPAddress.Loopback, 0),
            PublicHttps = new IPEndPoint(IPAddress.Loopback, 0),
            OperatorsHttps = new IPEndPoint(IPAddress.Loopback, 0),
        },
    };

    public static async Task<RunningServer> StartAsync(Func<ServerOptions, ServerOptions>? configure = null, TimeProvider? time = null)
    {
        var (log, folder) = (new LogWatch(), NewFolder());
        configure ??= o => o;
        time ??= TimeProvider.System;
        return new RunningServer(await StartAsync(log, configure, time, folder), log, configure, time, folder);
    }

    /// <summary>Stops and starts again on the same folder.</summary>
    public async Task RestartAsync()
    {
        Doors.Dispose();
        await Server.DisposeAsync();
        Server = await StartAsync(Log, configure, time, Folder);
        Doors = new ServerDoors(Server.Ready);
    }

    public async ValueTask DisposeAsync()
    {
        Doors.Dispose();
        await Server.DisposeAsync();
        Delete(Folder);
    }

    public static void Delete(string folder)
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        File.Delete($"{folder}.checkpoint");
    }

    private static Task<BreakwaterServer> StartAsync(LogWatch log, Func<ServerOptions, ServerOptions> configure, TimeProvider time, string folder) =>
        BreakwaterServer.StartAsync(configure(OptionsFor(folder)), new ServerHooks { Time = time, Logging = logging => logging.AddProvider(log) });
}

/// <summary>One server with default settings for all tests of the assembly that need no other; each test has its own devices.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private RunningServer? running;

    internal RunningServer Running => running!;

    internal ServerDoors Doors => running!.Doors;

    internal LogWatch Log => running!.Log;

    public async ValueTask InitializeAsync() => running = await RunningServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (running is not null)
        {
            await running.DisposeAsync();
        }
    }
}

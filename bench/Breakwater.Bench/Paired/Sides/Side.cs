using Breakwater.Bench.Fleet;
using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Paired.Sides;

/// <summary>A running server of one build, which is cold at first: its data was made by an earlier process.</summary>
internal sealed class Side : IAsyncDisposable
{
    /// <summary>
    /// Off unless it is set otherwise: what a profile happens to see first moves a process by several percent for as long as it lives, more than the
    /// differences sought.
    /// </summary>
    private const string ProfileGuided = "DOTNET_TieredPGO";

    private readonly Ground ground;

    private Side(Ground ground, BreakwaterServer server, ServerMeter meter) => (this.ground, Server, Meter) = (ground, server, meter);

    public BreakwaterServer Server { get; }

    public ServerMeter Meter { get; }

    public IReadOnlyList<BenchDevice> Devices => ground.Devices;

    public IReadOnlyList<Reader> Owners => ground.Owners;

    /// <param name="ground">Must outlive the side.</param>
    public static async Task<Side> StartAsync(Ground ground, CancellationToken cancellationToken)
    {
        var socket = ground.Folder.File("probe.sock");
        var server = await ground.StartServerAsync(
            new Dictionary<string, string>
            {
                ["DOTNET_STARTUP_HOOKS"] = typeof(RuntimeProbe).Assembly.Location,
                [RuntimeProbe.Variable] = socket,
                [ProfileGuided] = Environment.GetEnvironmentVariable(ProfileGuided) ?? "0",
            },
            cancellationToken);
        try
        {
            return new Side(ground, server, await ServerMeter.ConnectAsync(server.Target.ProcessId, socket, cancellationToken));
        }
        catch (Exception)
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of the public listener; kept connections, each with a full handshake.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = int.MaxValue,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        SslOptions = ClientTls.For(certificate: null),
    })
    {
        BaseAddress = new Uri($"https://{Server.PublicHttps}/"),
    };

    public async ValueTask DisposeAsync()
    {
        Meter.Dispose();
        await Server.DisposeAsync();
    }
}

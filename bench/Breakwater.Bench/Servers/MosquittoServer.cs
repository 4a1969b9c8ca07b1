using System.Net;
using System.Net.Sockets;

namespace Breakwater.Bench.Servers;

/// <summary>
/// Debian's Mosquitto, asked for what Breakwater gives without asking: TLS, the identity out of the client certificate, and for each client an
/// access rule that leaves it its own topics. Persistence is off, its default.
/// </summary>
internal sealed class MosquittoServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    private readonly ServerProcess process;

    private MosquittoServer(ServerProcess process, IPEndPoint endpoint)
    {
        this.process = process;
        Target = new LoadTarget("Mosquitto", endpoint, process.Id, static device => $"devices/{device.Id}/telemetry");
    }

    public LoadTarget Target { get; }

    /// <param name="caBundle">Whose devices may come, PEM.</param>
    public static async Task<MosquittoServer> StartAsync(string caBundle, WorkFolder folder, CancellationToken cancellationToken)
    {
        var endpoint = new IPEndPoint(IPAddress.Loopback, FreePort());
        var (certificate, key) = MosquittoCertificate.Write(folder);
        var access = folder.File("mosquitto.acl");
        await File.WriteAllTextAsync(access, "pattern readwrite devices/%u/#\n", cancellationToken);
        var configuration = folder.File("mosquitto.conf");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            listener {endpoint.Port} 127.0.0.1
            cafile {caBundle}
            certfile {certificate}
            keyfile {key}
            require_certificate true
            use_identity_as_username true
            acl_file {access}
            persistence false
            user {Environment.UserName}
            log_dest stderr
            log_type error
            log_type warning

            """,
            cancellationToken);
        var process = ServerProcess.Start(Executable(), ["-c", configuration]);
        try
        {
            await UntilListeningAsync(process, endpoint, cancellationToken);
            return new MosquittoServer(process, endpoint);
        }
        catch (Exception)
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    /// <summary>Debian keeps it in <c>/usr/sbin</c>, which is not in everyone's path.</summary>
    private static string Executable() => File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task UntilListeningAsync(ServerProcess process, IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(endpoint, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                if (TimeProvider.System.GetElapsedTime(started) > StartTimeout)
                {
                    throw await process.FailureAsync("mosquitto does not listen.");
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }
}

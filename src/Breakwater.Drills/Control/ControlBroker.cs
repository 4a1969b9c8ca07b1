using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Breakwater.Device.Trust;
using Breakwater.Drills.Processes;
using MQTTnet.Server;

namespace Breakwater.Drills.Control;

/// <summary>
/// The cloud of the incident, rebuilt: TLS, a certificate from the fleet's own authority required of every client, and then no question
/// about what that client may read or write. It shows that the attack works where nothing stops it. Loopback only.
/// </summary>
public sealed class ControlBroker : IAsyncDisposable
{
    /// <summary>Between two attempts to bind a port that somebody else took meanwhile.</summary>
    private const int BindAttempts = 5;

    private readonly MqttServer server;
    private readonly X509Certificate2 certificate;

    private ControlBroker(MqttServer server, X509Certificate2 certificate, int port)
    {
        this.server = server;
        this.certificate = certificate;
        Address = new OpenBrokerAddress("127.0.0.1", port, certificate.ExportCertificatePem());
    }

    public OpenBrokerAddress Address { get; }

    /// <summary>
    /// How often a robot may speak here. MQTTnet asks every session about every message, so the cost of a message grows with the fleet;
    /// measured with 7,000 robots on two shared cores, it takes about 200 messages a second without falling behind.
    /// </summary>
    /// <param name="wanted">Small fleets keep their own pace.</param>
    public static TimeSpan Pace(int robots, TimeSpan wanted)
    {
        var needed = TimeSpan.FromSeconds(robots / 200.0);
        return needed > wanted ? needed : wanted;
    }

    /// <exception cref="IOException">No port could be bound.</exception>
    public static async Task<ControlBroker> StartAsync(ControlBrokerSpec spec, TimeProvider time)
    {
        var clients = TrustAnchors.FromPemFile(spec.CaBundle);
        var certificate = ControlCertificate.Create(time);
        for (var attempt = 0; attempt < BindAttempts; attempt++)
        {
            var port = FreePort();
            var server = new MqttServerFactory().CreateMqttServer(Options(clients, certificate, port));
            try
            {
                await server.StartAsync();
                return new ControlBroker(server, certificate, port);
            }
            catch (SocketException)
            {
                server.Dispose();
            }
        }

        throw new IOException("No port could be bound for the open broker.");
    }

    /// <summary>A broker as a process of its own: its first input line is a <see cref="ControlBrokerSpec"/>; it ends with its input.</summary>
    /// <returns>0, or 1 when it failed (the last line says why).</returns>
    public static async Task<int> RunAsync(TextReader input, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var lines = new InputLines(input);
            var first = await lines.ReadAsync(cancellationToken) ?? throw new InvalidDataException("The input has no specification.");
            var spec = JsonSerializer.Deserialize(first, ControlJson.Default.ControlBrokerSpec) ?? throw new InvalidDataException("The specification is null.");
            await using var broker = await StartAsync(spec, time);
            await WriteAsync(output, new ControlBrokerLine("ready", broker.Address));
            while (await lines.ReadAsync(cancellationToken) is { } line && line != "stop")
            {
                // Anything else keeps it running.
            }

            await WriteAsync(output, new ControlBrokerLine("stopped"));
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception exception)
        {
            await WriteAsync(output, new ControlBrokerLine("failed", Detail: exception.Message));
            return 1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await server.StopAsync();
        server.Dispose();
        certificate.Dispose();
    }

    private static MqttServerOptions Options(TrustAnchors clients, X509Certificate2 certificate, int port)
    {
        var options = new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithEncryptedEndpoint()
            .WithEncryptedEndpointPort(port)
            .WithEncryptedEndpointBoundIPAddress(IPAddress.Loopback)
            .WithEncryptedEndpointBoundIPV6Address(IPAddress.None)
            .WithEncryptionCertificate(certificate)
            .WithClientCertificate((_, presented, _, _) => presented is not null && IsOfTheFleet(clients, presented))
            .Build();
        options.TlsEndpointOptions.ConnectionBacklog = 4096; // thousands of robots come at once
        options.MaxPendingMessagesPerClient = 100_000; // one subscriber to everything must not lose what proves its reach
        return options;
    }

    /// <summary>Authentication is done right here; it is authorisation that is missing.</summary>
    private static bool IsOfTheFleet(TrustAnchors clients, X509Certificate presented)
    {
        using var chain = new X509Chain { ChainPolicy = clients.ChainPolicy() };
        using var copy = X509CertificateLoader.LoadCertificate(presented.GetRawCertData());
        return chain.Build(copy);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task WriteAsync(TextWriter output, ControlBrokerLine line)
    {
        await output.WriteLineAsync(JsonSerializer.Serialize(line, ControlJson.Default.ControlBrokerLine));
        await output.FlushAsync();
    }
}

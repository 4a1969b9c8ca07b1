using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Tests.Hosting.Running;

/// <summary>A server as the outside sees it: its listeners, its CA, its admin socket. It makes no difference whether the server is in this process.</summary>
internal sealed class ServerDoors : IDisposable
{
    public static readonly string[] AllScopes =
    [
        "devices:read", "twin:read", "twin:write", "telemetry:read", "commands:read", "commands:send", "maps:read", "events:read", "live:read", "accesses:read",
    ];

    private static int serials = Random.Shared.Next(100_000, 999_999);
    private readonly X509Certificate2 root;

    public ServerDoors(ServerReady ready)
    {
        Ready = ready;
        root = X509Certificate2.CreateFromPem(File.ReadAllText(ready.CaBundle));
        Admin = new AdminClient(ready.AdminSocket, CaseReference.None);
        Public = NewHttp("public-https");
    }

    public ServerReady Ready { get; }

    public AdminClient Admin { get; }

    /// <summary>Of the public listener.</summary>
    public HttpClient Public { get; }

    public int Port(string listener) => IPEndPoint.Parse(Ready.Listeners[listener]).Port;

    /// <summary>Trusts the server's own root and nothing else.</summary>
    public SslClientAuthenticationOptions Tls(X509Certificate2? certificate = null) => new()
    {
        TargetHost = "localhost",
        ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { root },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };

    public HttpClient NewHttp(string listener, X509Certificate2? certificate = null) => new(new SocketsHttpHandler
    {
        SslOptions = Tls(certificate),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        MaxConnectionsPerServer = 64,
    })
    {
        BaseAddress = new Uri($"https://localhost:{Port(listener)}/"),
        Timeout = TimeSpan.FromSeconds(30),
        DefaultRequestVersion = HttpVersion.Version11,
    };

    public async Task<Socket> ConnectTcpAsync(string listener, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } bytes)
        {
            socket.ReceiveBufferSize = bytes;
        }

        await socket.ConnectAsync(IPAddress.Loopback, Port(listener));
        return socket;
    }

    public async Task<SslStream> ConnectTlsAsync(string listener, X509Certificate2? certificate, int? receiveBuffer = null)
    {
        var stream = new SslStream(new NetworkStream(await ConnectTcpAsync(listener, receiveBuffer), ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(Tls(certificate), TestContext.Current.CancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public async Task<(string Serial, string Claim)> ImportAsync(string model = "m1")
    {
        var (serial, claim) = ($"T{Interlocked.Increment(ref serials)}", RandomNumberGenerator.GetHexString(32, lowercase: true));
        await foreach (var report in Admin.ImportDevicesAsync([new ManifestRow(1, serial, model, claim)], TestContext.Current.CancellationToken))
        {
            Assert.NotEqual(ImportReportKind.Refused, report.Kind);
        }

        return (serial, claim);
    }

    public async Task<EnrolledDevice> EnrolAsync(string model = "m1")
    {
        var (serial, claim) = await ImportAsync(model);
        return await EnrolAsync(serial, claim);
    }

    public async Task<EnrolledDevice> EnrolAsync(string serial, string claim)
    {
        using var http = NewHttp("devices-https");
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = await PostCsrAsync(http, "simpleenroll", key, $"{serial}:{claim}");
        return new EnrolledDevice(await IdOfAsync(serial), serial, claim, key, certificate);
    }

    /// <summary>The device with a new certificate that it has not used yet.</summary>
    public async Task<EnrolledDevice> RenewAsync(EnrolledDevice device)
    {
        using var http = NewHttp("devices-https", device.Certificate);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return device with { Key = key, Certificate = await PostCsrAsync(http, "simplereenroll", key, null) };
    }

    public async Task<DeviceId> IdOfAsync(string serial) => (await Admin.GetDeviceAsync(serial)).Device.Id;

    /// <summary>An owner who may do everything with these devices, and the token of one.</summary>
    public async Task<Owner> AddOwnerAsync(params EnrolledDevice[] devices)
    {
        var person = await Admin.AddOwnerAsync("o");
        foreach (var device in devices)
        {
            await GrantAsync(person, device.Id);
        }

        return await TokenAsync(person);
    }

    public async Task<GrantSummary> GrantAsync(Person person, DeviceId device, int? expires = null, params string[] actions) =>
        await Admin.AddGrantAsync(new GrantRequest(person.Id, device.ToString(), actions.Length == 0 ? AllScopes : actions, expires, "test"));

    public async Task<Owner> TokenAsync(Person person, params string[] scopes)
    {
        var issued = await Admin.IssueTokenAsync(new TokenRequest(person.Id, "t", scopes.Length == 0 ? AllScopes : scopes, 3600));
        return new Owner(this, person, issued);
    }

    public void Dispose()
    {
        Admin.Dispose();
        Public.Dispose();
        root.Dispose();
    }

    private static async Task<X509Certificate2> PostCsrAsync(HttpClient http, string operation, ECDsa key, string? basic)
    {
        var csr = new CertificateRequest("CN=device", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        using var request = new HttpRequestMessage(HttpMethod.Post, $".well-known/est/{operation}")
        {
            Content = new StringContent(Convert.ToBase64String(csr), Encoding.ASCII, new MediaTypeHeaderValue("application/pkcs10")),
        };
        request.Headers.Authorization = basic is null ? null : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(basic)));
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{operation}: {(int)response.StatusCode} {body}");
        var message = new SignedCms();
        message.Decode(Convert.FromBase64String(body));
        return message.Certificates[0].CopyWithPrivateKey(key);
    }
}

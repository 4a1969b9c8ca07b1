using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
#pragma warning disable CA5398 // each TLS version is tested for itself
#pragma warning disable CA2025 // the task is awaited before the listener goes

namespace Breakwater.Server.Tests.Certificates;

public sealed class DeviceTlsTests : IAsyncLifetime
{
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    private FleetStore store = null!;
    private ServerCertificates server = null!;
    private TestPki maker = null!;
    private DeviceTls tls = null!;

    private DateTimeOffset Now => store.Time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        store = await FleetStore.OpenAsync();
        server = new ServerCertificates(store.Folder, store.Authority, store.Options, store.Time, NullLogger<ServerCertificates>.Instance);
        maker = new TestPki("CN=Maker Root", Now);
        var anchors = Path.Combine(store.Folder.Path, "maker.pem");
        await File.WriteAllTextAsync(anchors, maker.Root.ExportCertificatePem());
        tls = new DeviceTls(
            store.Authority, server, ManufacturerTrust.Open([anchors], store.Time), store.Options, store.Time, NullLogger<DeviceTls>.Instance);
    }

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return store.DisposeAsync();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task DevicesMqtt_DeviceCertificate_IsAccepted(SslProtocols version)
    {
        using var certificate = Device();

        Assert.True(await HandshakeAsync(tls.DevicesMqtt(), certificate, version));
    }

    [Fact]
    public async Task DevicesMqtt_NoCertificate_IsRefused() => Assert.False(await HandshakeAsync(tls.DevicesMqtt(), null));

    [Fact]
    public async Task DevicesHttps_NoCertificate_IsAccepted() => Assert.True(await HandshakeAsync(tls.DevicesHttps(), null));

    [Fact]
    public async Task People_AnyCertificate_IsNotAskedFor()
    {
        using var certificate = Device();

        Assert.True(await HandshakeAsync(tls.People(), certificate));
    }

    [Fact]
    public async Task Devices_SelfMadeAuthorityOfTheSameNames_IsRefused()
    {
        var impostor = new TestPki(store.Authority.Issuing.Subject, Now);
        using var certificate = impostor.Issue(new($"CN={DeviceId.Create()}"), Now.AddDays(-1), Now.AddDays(30), ClientAuth);

        await AssertRefusedEverywhereAsync(certificate);
    }

    [Fact]
    public async Task Devices_SelfSigned_IsRefused()
    {
        var self = new TestPki($"CN={DeviceId.Create()}", Now);

        await AssertRefusedEverywhereAsync(self.Root);
    }

    [Fact]
    public async Task Devices_ExpiredWithinGrace_IsAccepted()
    {
        using var certificate = Device();
        store.Advance(TimeSpan.FromDays(100));

        Assert.True(await HandshakeAsync(tls.DevicesMqtt(), certificate));
        Assert.True(await HandshakeAsync(tls.DevicesHttps(), certificate));
    }

    [Fact]
    public async Task Devices_ExpiredBeyondGrace_IsRefused()
    {
        using var certificate = Device();
        store.Advance(TimeSpan.FromDays(120));

        await AssertRefusedEverywhereAsync(certificate);
    }

    [Fact]
    public async Task Devices_NotYetValid_IsRefused()
    {
        store.Advance(TimeSpan.FromDays(10));
        using var certificate = Device();
        ((FakeTimeProvider)store.Time).AdjustTime(Now.AddDays(-10));

        await AssertRefusedEverywhereAsync(certificate);
    }

    [Fact]
    public async Task Devices_ServerCertificateAsClient_IsRefused() => await AssertRefusedEverywhereAsync(server.Current.TargetCertificate);

    [Fact]
    public async Task Devices_IssuingAuthorityItself_IsRefused() => await AssertRefusedEverywhereAsync(store.Authority.Issuing);

    [Fact]
    public async Task Devices_OneByteOfTheSignedPartChanged_IsRefused()
    {
        using var certificate = Device();
        using var key = certificate.GetECDsaPrivateKey()!;
        var der = certificate.RawData;

        // The device's name stands twice; another name would be another device's.
        var name = der.AsSpan().IndexOf("urn:breakwater:device:"u8) + 30;
        der[name] = der[name] == (byte)'a' ? (byte)'b' : (byte)'a';
        using var forged = X509CertificateLoader.LoadCertificate(der).CopyWithPrivateKey(key);

        await AssertRefusedEverywhereAsync(forged);
    }

    [Fact]
    public async Task DevicesMqtt_ManufacturerIdentity_IsRefused()
    {
        using var identity = maker.IssueIdentity("SN-1", Now);

        Assert.False(await HandshakeAsync(tls.DevicesMqtt(), identity));
    }

    [Fact]
    public async Task DevicesHttps_ManufacturerIdentity_IsAccepted()
    {
        using var identity = maker.IssueIdentity("SN-1", Now);

        Assert.True(await HandshakeAsync(tls.DevicesHttps(), identity));
    }

    [Fact]
    public async Task DevicesHttps_IdentityOfAnotherManufacturer_IsRefused()
    {
        using var identity = new TestPki("CN=Maker Root", Now).IssueIdentity("SN-1", Now);

        Assert.False(await HandshakeAsync(tls.DevicesHttps(), identity));
    }

    [Fact]
    public async Task DevicesHttps_ExpiredManufacturerIdentity_IsRefused()
    {
        using var identity = maker.IssueIdentity("SN-1", Now);
        store.Advance(TimeSpan.FromDays(16 * 365));

        Assert.False(await HandshakeAsync(tls.DevicesHttps(), identity));
    }

    [Fact]
    public async Task DevicesHttps_ManufacturerCertificateForServers_IsRefused()
    {
        using var certificate = maker.Issue(new("CN=updates"), Now.AddDays(-1), Now.AddDays(30), "1.3.6.1.5.5.7.3.1");

        Assert.False(await HandshakeAsync(tls.DevicesHttps(), certificate));
    }

    [Fact]
    public async Task DevicesHttps_ManufacturerRootItself_IsRefused() => Assert.False(await HandshakeAsync(tls.DevicesHttps(), maker.Root));

    [Fact]
    public async Task DevicesMqtt_CipherWithoutForwardSecrecyOrAead_IsRefused()
    {
        using var certificate = Device();

        Assert.False(await HandshakeAsync(
            tls.DevicesMqtt(), certificate, SslProtocols.Tls12, [TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256]));
    }

    [Fact]
    public async Task DevicesMqtt_AlpnOfTheWeb_IsRefused()
    {
        using var certificate = Device();

        Assert.False(await HandshakeAsync(tls.DevicesMqtt(), certificate, protocol: SslApplicationProtocol.Http11));
        Assert.True(await HandshakeAsync(tls.DevicesMqtt(), certificate, protocol: new SslApplicationProtocol("mqtt")));
    }

    [Fact]
    public async Task Server_Chain_LeadsToTheRoot()
    {
        var chain = new List<string>();

        Assert.True(await HandshakeAsync(tls.People(), null, seen: chain.AddRange));

        Assert.Equal([server.Current.TargetCertificate.Thumbprint, store.Authority.Issuing.Thumbprint, store.Authority.Root.Thumbprint], chain);
    }

    [Fact]
    public async Task Server_TwoThirdsThroughItsLife_ShowsANewCertificate()
    {
        var first = server.Current.TargetCertificate.Thumbprint;
        store.Advance(TimeSpan.FromDays(59));
        Assert.Equal(first, server.Current.TargetCertificate.Thumbprint);

        store.Advance(TimeSpan.FromDays(2));

        Assert.NotEqual(first, server.Current.TargetCertificate.Thumbprint);
        var shown = new List<string>();
        Assert.True(await HandshakeAsync(tls.People(), null, seen: shown.AddRange));
        Assert.Equal(server.Current.TargetCertificate.Thumbprint, shown[0]);
    }

    [Fact]
    public void Server_Restarted_KeepsItsCertificate()
    {
        using var again = new ServerCertificates(store.Folder, store.Authority, store.Options, store.Time, NullLogger<ServerCertificates>.Instance);

        Assert.Equal(server.Current.TargetCertificate.Thumbprint, again.Current.TargetCertificate.Thumbprint);
    }

    [Fact]
    public void Server_RestartedWithAnotherName_ShowsIt()
    {
        var options = store.Options with { ServerNames = ["fleet.example", "192.0.2.7"] };

        using var again = new ServerCertificates(store.Folder, store.Authority, options, store.Time, NullLogger<ServerCertificates>.Instance);

        Assert.True(again.Current.TargetCertificate.MatchesHostname("fleet.example"));
        Assert.True(again.Current.TargetCertificate.MatchesHostname("192.0.2.7"));
        Assert.True(again.Current.TargetCertificate.MatchesHostname("localhost"));
        Assert.True(again.Current.TargetCertificate.MatchesHostname("127.0.0.1"));
        Assert.True(again.Current.TargetCertificate.MatchesHostname("::1"));
    }

    [Fact]
    public void Server_KeyReadableByOthers_SaysChmod()
    {
        var path = Path.Combine(store.Folder.Certificates, "server.key");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var exception = Assert.Throws<CertificateStoreException>(
            () => new ServerCertificates(store.Folder, store.Authority, store.Options, store.Time, NullLogger<ServerCertificates>.Instance));

        Assert.Contains($"chmod 600 {path}", exception.Message);
    }

    private X509Certificate2 Device()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return X509CertificateLoader.LoadCertificate(store.Authority.Issue(DeviceId.Create(), key.ExportSubjectPublicKeyInfo()).Der)
            .CopyWithPrivateKey(key);
    }

    private async Task AssertRefusedEverywhereAsync(X509Certificate2 certificate)
    {
        Assert.False(await HandshakeAsync(tls.DevicesMqtt(), certificate));
        Assert.False(await HandshakeAsync(tls.DevicesHttps(), certificate));
    }

    /// <summary>One handshake over a socket, and a byte each way: with TLS 1.3 a client learns of its refusal only with the first answer.</summary>
    private async Task<bool> HandshakeAsync(
        SslServerAuthenticationOptions options,
        X509Certificate2? certificate,
        SslProtocols version = SslProtocols.None,
        TlsCipherSuite[]? suites = null,
        SslApplicationProtocol? protocol = null,
        Action<IEnumerable<string>>? seen = null)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, options);
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        await using var stream = new SslStream(client.GetStream());
        var accepted = true;
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = version,
                CipherSuitesPolicy = suites is null ? null : new CipherSuitesPolicy(suites),
                ApplicationProtocols = protocol is { } one ? [one] : null,
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
                CertificateChainPolicy = ClientPolicy(),
                RemoteCertificateValidationCallback = (_, _, chain, errors) =>
                {
                    seen?.Invoke(chain!.ChainElements.Select(e => e.Certificate.Thumbprint));
                    return errors == SslPolicyErrors.None;
                },
            });
            await stream.WriteAsync(new byte[1]);
            accepted = await stream.ReadAsync(new byte[1]) == 1;
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            accepted = false;
        }

        Assert.Equal(accepted, await serving);
        return accepted;
    }

    private X509ChainPolicy ClientPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = Now.UtcDateTime,
        };
        policy.CustomTrustStore.Add(store.Authority.Root);
        return policy;
    }

    private static async Task<bool> ServeAsync(TcpListener listener, SslServerAuthenticationOptions options)
    {
        using var accepted = await listener.AcceptTcpClientAsync();
        await using var stream = new SslStream(accepted.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(options);
            var octet = new byte[1];
            await stream.ReadExactlyAsync(octet);
            await stream.WriteAsync(octet);
            return true;
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            return false;
        }
    }
}

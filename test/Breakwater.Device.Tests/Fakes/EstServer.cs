using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Breakwater.Device.Tests.Fakes;

/// <summary>An EST server over real TLS: issues to whoever has the claim, renews for whoever has a certificate.</summary>
internal sealed class EstServer : IAsyncDisposable
{
    private readonly TestAuthority authority;
    private readonly WebApplication app;

    private EstServer(TestAuthority authority, WebApplication app)
    {
        this.authority = authority;
        this.app = app;
    }

    public const string DeviceId = "0123456789abcdef0123456789abcdef";

    public int Port { get; private set; }

    public string Claim { get; init; } = "the-claim";

    /// <summary>When its certificates begin.</summary>
    public Func<DateTimeOffset> NotBefore { get; set; } = () => DateTimeOffset.UtcNow.AddMinutes(-1);

    public TimeSpan Life { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Instead of a certificate.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    /// <summary>Operation, public key of the request, and thumbprint of the client's certificate.</summary>
    public List<(string Operation, string Key, string? Client)> Requests { get; } = [];

    public static async Task<EstServer> StartAsync(TestAuthority authority)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = authority.Server;
            https.ServerCertificateChain = [authority.Issuing];
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        })));
        var app = builder.Build();
        var server = new EstServer(authority, app);
        app.MapPost("/.well-known/est/simpleenroll", context => server.HandleAsync(context, "simpleenroll"));
        app.MapPost("/.well-known/est/simplereenroll", context => server.HandleAsync(context, "simplereenroll"));
        await app.StartAsync();
        server.Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        return server;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task HandleAsync(HttpContext context, string operation)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = Convert.FromBase64String(await reader.ReadToEndAsync());
        var client = await context.Connection.GetClientCertificateAsync();
        var key = CertificateRequest.LoadSigningRequest(request, System.Security.Cryptography.HashAlgorithmName.SHA256).PublicKey.ExportSubjectPublicKeyInfo();
        lock (Requests)
        {
            Requests.Add((operation, Convert.ToHexString(key), client?.Thumbprint));
        }

        if (Answer is { } answer)
        {
            await answer(context);
            return;
        }

        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("serial-1:" + Claim));
        if (operation == "simpleenroll" ? context.Request.Headers.Authorization != expected : client is null)
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync("No.");
            return;
        }

        using var certificate = authority.IssueDevice(request, DeviceId, NotBefore(), Life);
        context.Response.ContentType = "application/pkcs7-mime; smime-type=certs-only";
        await context.Response.WriteAsync(Convert.ToBase64String(CertsOnly(certificate)) + "\n");
    }

    /// <summary>RFC 5272 §4.1: a SignedData with certificates and nothing else.</summary>
    private static byte[] CertsOnly(X509Certificate2 certificate) => new X509Certificate2Collection(certificate).Export(X509ContentType.Pkcs7)!;
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Breakwater.Contracts;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Certificates;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Enrollment;
using Breakwater.Server.Http.Walk;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Running;
using Breakwater.Server.Tests.Certificates;
using Breakwater.Server.Tests.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Server.Tests.Enrollment;

/// <summary>The endpoints of enrolment on real TLS and a real admin socket, with the least that Hosting does around them.</summary>
internal sealed class EstHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ServerCertificates server;

    private readonly OpenLedger ledger;

    private EstHost(FleetStore store, TestPki maker, ServerCertificates server, OpenLedger ledger, WebApplication app, EventCapture events)
    {
        this.ledger = ledger;
        Store = store;
        Maker = maker;
        Events = events;
        this.server = server;
        this.app = app;
        Port = app.Urls.Where(u => u.StartsWith("https", StringComparison.Ordinal)).Select(u => new Uri(u).Port).Single();
    }

    public FleetStore Store { get; }

    /// <summary>The manufacturer whose identities are trusted.</summary>
    public TestPki Maker { get; }

    public EventCapture Events { get; }

    public LedgerReading Ledger => new(ledger);

    public int Port { get; }

    public string AdminSocket => Store.Folder.AdminSocket;

    public static async Task<EstHost> StartAsync(TimeProvider? time = null, EnrollmentOptions? options = null)
    {
        var store = await FleetStore.OpenAsync(time);
        var maker = new TestPki("CN=Maker Root", store.Time.GetUtcNow());
        var anchors = Path.Combine(store.Folder.Path, "maker.pem");
        await File.WriteAllTextAsync(anchors, maker.Root.ExportCertificatePem());
        var trust = ManufacturerTrust.Open([anchors], store.Time);
        var server = new ServerCertificates(store.Folder, store.Authority, store.Options, store.Time, NullLogger<ServerCertificates>.Instance);
        var tls = new DeviceTls(store.Authority, server, trust, store.Options, store.Time, NullLogger<DeviceTls>.Instance);
        var events = new EventCapture();

        var ledger = await OpenLedger.OpenAsync(store.Folder, store.Database, new LedgerOptions { CheckpointCopy = "" }, store.Time, NullLoggerFactory.Instance, CancellationToken.None);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(events);
        builder.Services.AddSingleton(store.Database).AddSingleton(store.Authority).AddSingleton(store.Authenticator).AddSingleton(trust)
            .AddSingleton(store.Time).AddSingleton(store.Revocations).AddSingleton(options ?? new EnrollmentOptions()).AddSingleton<Signals>().AddSingleton(ledger.Access).AddSingleton(ledger.Coalescer)
            .AddSingleton(ledger.Store).AddSingleton<Outbox>();
        var enrollment = new EnrollmentRoom();
        enrollment.Add(builder.Services);
        RequestPermits.AddTo(builder.Services);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(tls.DevicesHttps()),
            }));
            kestrel.ListenUnixSocket(store.Folder.AdminSocket);
        });
        var app = builder.Build();
        app.Services.GetRequiredService<Signals>().Observed += events.Observe;
        app.UseRouting();
        app.Use((context, next) => DecideAsync(context, next, store));
        enrollment.Map(app);
        await app.StartAsync();
        return new EstHost(store, maker, server, ledger, app, events);
    }

    public HttpClient Client(X509Certificate2? certificate = null)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = Store.Time.GetUtcNow().UtcDateTime,
        };
        policy.CustomTrustStore.Add(Store.Authority.Root);
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = policy,
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
            },
        })
        {
            BaseAddress = new Uri($"https://localhost:{Port}/.well-known/est/"),
        };
    }

    public static byte[] NewRequest(AsymmetricAlgorithm key, string subject = "CN=whatever") => key switch
    {
        ECDsa ec => new CertificateRequest(subject, ec, HashAlgorithmName.SHA256).CreateSigningRequest(),
        RSA rsa => new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest(),
        _ => throw new ArgumentOutOfRangeException(nameof(key)),
    };

    public static byte[] NewRequest()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return NewRequest(key);
    }

    public static StringContent Body(byte[] request) => Body(Convert.ToBase64String(request));

    public static StringContent Body(string text)
    {
        var content = new StringContent(text);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/pkcs10");
        return content;
    }

    public static AuthenticationHeaderValue Basic(string serial, string claim) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{serial}:{claim}")));

    public static async Task<HttpResponseMessage> PostAsync(
        HttpClient client, string operation, HttpContent content, AuthenticationHeaderValue? authorization = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, operation) { Content = content };
        message.Headers.Authorization = authorization;
        return await client.SendAsync(message);
    }

    /// <summary>Enrols, and returns the certificate with its key.</summary>
    public async Task<X509Certificate2> EnrolAsync(string serial, string claim)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = Client();
        using var response = await PostAsync(client, "simpleenroll", Body(NewRequest(key)), Basic(serial, claim));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var certificate = await ReadCertificateAsync(response);
        return certificate.CopyWithPrivateKey(key);
    }

    public static async Task<X509Certificate2> ReadCertificateAsync(HttpResponseMessage response)
    {
        // Import below would take a bare certificate as well, which EST clients do not.
        var message = Convert.FromBase64String(await response.Content.ReadAsStringAsync());
        Assert.Equal(X509ContentType.Pkcs7, X509Certificate2.GetCertContentType(message));
        var certificates = new X509Certificate2Collection();
#pragma warning disable SYSLIB0057 // the loader has no PKCS #7
        certificates.Import(message);
#pragma warning restore SYSLIB0057
        return Assert.Single(certificates);
    }

    public async Task<DeviceState> StateAsync(DeviceId device)
    {
        await using var db = Store.Database.Read();
        return await db.Set<DeviceRecord>().Where(d => d.Id == device).Select(d => d.State).SingleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        server.Dispose();
        await ledger.DisposeAsync();
        await Store.DisposeAsync();
    }

    /// <summary>A stand-in for the access middleware: the certificate names the principal, the policy the action, the decision the permit.</summary>
    private static async Task DecideAsync(HttpContext context, RequestDelegate next, FleetStore store)
    {
        var policy = context.GetEndpoint()?.Metadata.GetMetadata<WayInPolicy>();
        if (policy?.Listener == ListenerName.AdminSocket)
        {
            await DecideOperatorAsync(context, policy, store);
            await next(context);
            return;
        }

        Principal? principal = null;
        if (context.Connection.ClientCertificate is { } certificate)
        {
            (await store.Authenticator.AuthenticateAsync(certificate, context.RequestAborted)).IsAuthenticated(out principal);
        }

        Permit? permit = null;
        if (policy?.Action is { } action
            && (principal is null || (permit = await store.Gate.TryAsync(principal, action, principal.Device!.Value)) is null))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (permit is not null)
        {
            context.RequestServices.GetRequiredService<RequestPermits>().Set(permit);
        }

        await next(context);
    }

    private static async Task DecideOperatorAsync(HttpContext context, WayInPolicy policy, FleetStore store)
    {
        Permit? permit = null;
        FleetPermit? fleetPermit = null;
        if (policy.OnFleet)
        {
            fleetPermit = await store.Gate.OperatorOnFleetAsync(policy.Action!.Value);
        }
        else
        {
            var serial = (string)context.GetRouteValue("device")!;
            await using var db = store.Database.Read();
            var device = await db.Set<DeviceRecord>().Where(d => d.Serial == serial).Select(d => d.Id).SingleAsync();
            permit = await store.OperatorPermitAsync(device, policy.Action!.Value);
        }

        var permits = context.RequestServices.GetRequiredService<RequestPermits>();
        if (permit is not null)
        {
            permits.Set(permit);
        }

        if (fleetPermit is not null)
        {
            permits.Set(fleetPermit);
        }
    }
}

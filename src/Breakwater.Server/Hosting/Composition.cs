using Breakwater.Contracts;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Errands;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Certificates;
using Breakwater.Server.Devices.Actor;
using Breakwater.Server.Devices.Commands;
using Breakwater.Server.Devices.Endpoints;
using Breakwater.Server.Devices.Events;
using Breakwater.Server.Devices.Live;
using Breakwater.Server.Devices.Maps;
using Breakwater.Server.Devices.Presence;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Devices.Telemetry;
using Breakwater.Server.Enrollment;
using Breakwater.Server.Enrollment.Lifecycle;
using Breakwater.Server.Enrollment.Tags;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Gateway.Packets;
using Breakwater.Server.Gateway.Publishing;
using Breakwater.Server.Gateway.Serving;
using Breakwater.Server.Gateway.Sessions;
using Breakwater.Server.Gateway.Wills;
using Breakwater.Server.Granting;
using Breakwater.Server.Granting.Groups;
using Breakwater.Server.Hosting.Cluster;
using Breakwater.Server.Hosting.Listening;
using Breakwater.Server.Hosting.Settings;
using Breakwater.Server.Hosting.Surface;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Holding;
using Breakwater.Server.Http.Walk;
using Breakwater.Server.Inquiry;
using Breakwater.Server.Inquiry.Notices;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Receipts;
using Breakwater.Server.Ledger.Running;
using Breakwater.Server.People;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;
using Breakwater.Server.Storage.Telemetry;
using Breakwater.Server.Tokens;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Server.Hosting;

/// <summary>Puts the capabilities together.</summary>
internal static class Composition
{
    public static WebApplication Compose(ServerOptions options, ServerHooks hooks, ServerState state)
    {
        // Nothing from the working directory or the environment configures ASP.NET behind the settings' back.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = options.Data.Path });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.Logging.SetMinimumLevel(options.LogLevel);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        builder.Logging.AddFilter("Polly", LogLevel.Warning);

        // They warn of the garbage collector that was chosen (memory a connection matters more here) and of a watchdog that has not run once yet.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // A start that fails is told by StartException, in one line and with the mend.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddFilter("Orleans.Runtime.MembershipService", LogLevel.Error);
        hooks.Logging?.Invoke(builder.Logging);
        builder.AddEmbeddedCluster();
        AddState(builder.Services, options, hooks, state);
        AddCapabilities(builder.Services);
        AddRequests(builder.Services);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.Configure<SocketTransportOptions>(KestrelListeners.ConfigureTransport);
        builder.Services.AddOptions<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>()
            .Configure<DeviceTls>((kestrel, tls) => KestrelListeners.Configure(kestrel, options, tls));

        var app = builder.Build();
        app.UseMiddleware<FailureMiddleware>();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        MapEndpoints(app);
        hooks.Endpoints?.Invoke(app);
        return app;
    }

    private static void AddState(IServiceCollection services, ServerOptions options, ServerHooks hooks, ServerState state)
    {
        services.AddSingleton(hooks.Time);
        services.AddSingleton(options);
        services.AddSingleton(options.Data);
        services.AddSingleton(options.Access);
        services.AddSingleton(options.Certificates);
        services.AddSingleton(options.Enrollment);
        services.AddSingleton(options.Devices);
        services.AddSingleton(options.Gateway);
        services.AddSingleton(options.Telemetry);
        services.AddSingleton(state.Database);
        services.AddSingleton(state.Telemetry);
        services.AddSingleton(state.Ledger).AddSingleton(state.Ledger.Access).AddSingleton(state.Ledger.Coalescer).AddSingleton(state.Ledger.Subjects)
            .AddSingleton(state.Ledger.Signer).AddSingleton(state.Ledger.Store).AddSingleton(state.Ledger.Log).AddSingleton(options.Ledger);
        services.AddSingleton(state.Authority);
        services.AddSingleton(state.Manufacturers);
        services.AddSingleton(state.Profiles).AddSingleton<ICommandClasses>(state.Profiles);
        services.AddSingleton(ServerRun.Create());
        services.AddMetrics();
    }

    private static void AddCapabilities(IServiceCollection services)
    {
        services.AddSingleton<Signals>();
        services.AddSingleton(provider => new GroundTable(Revocations.LastNumber(provider.GetRequiredService<Database>())))
            .AddSingleton<LeaseRegistry>().AddSingleton<LeaseScan>().AddSingleton<Revocations>().AddSingleton<UseLimits>().AddSingleton<HeldBytes>().AddSingleton<PrincipalDoor>().AddSingleton<AccessGate>().AddSingleton<ErrandGate>()
            .AddSingleton<ICredentialStanding, TokenStanding>().AddSingleton<ICredentialStanding, CertificateStanding>()
            .AddSingleton<TouchStore>().AddSingleton<BudgetStart>().AddSingleton<ReadDeviceFacts>(provider => provider.GetRequiredService<DeviceRegistryFacts>().ReadAsync)
            .AddSingleton<DeviceDoor>().AddSingleton<FindDeviceActor>(provider => provider.GetRequiredService<DeviceDoor>().PrincipalOf);
        services.AddSingleton<BlobStore>().AddSingleton<TelemetryReader>();
        services.AddSingleton<ServerCertificates>().AddSingleton<DeviceTls>().AddSingleton<DeviceAuthenticator>().AddSingleton<CertificateRegistry>();
        services.AddEnrollment().AddSingleton<DeviceLifecycle>().AddSingleton<DeviceTags>();
        services.AddSingleton<TokenAuthenticator>().AddSingleton<PersonStanding>().AddSingleton<IPersonLookup, PersonLookup>().AddSingleton<BulkGrant>().AddSingleton<GroupKeeper>();
        services.AddSingleton<ReceiptOffice>().AddSingleton<TileLibrary>().AddSingleton<InquirySubject>().AddSingleton<ReachDesk>().AddSingleton<EntryDesk>()
            .AddSingleton<LedgerStatusDesk>().AddSingleton<AccessDesk>().AddSingleton<NoticeBoard>().AddSingleton<Erasure>();
        services.AddSingleton<LiveFeeds>().AddSingleton<DeviceDirectory>().AddSingleton<DeviceRegistryFacts>().AddSingleton<CommandHistory>().AddSingleton<MapStore>()
            .AddSingleton<EventStore>().AddSingleton<TelemetryIntake>().AddSingleton<TelemetryArchive>();
        services.AddSingleton<DayBytesStore>().AddSingleton<DeviceRates>().AddSingleton<GatewayConnections>().AddSingleton<GatewayMetrics>().AddSingleton<SessionStore>().AddSingleton<PublishDispatch>().AddSingleton<WillStore>().AddSingleton<WillQueue>().AddSingleton<ConnectionEnding>()
            .AddSingleton<ConnectHandler>().AddSingleton<PacketHandlers>();
        services.AddSingleton<IPacketHandler>(provider => provider.GetRequiredService<ConnectHandler>())
            .AddSingleton<IPacketHandler, PublishHandler>()
            .AddSingleton<IPacketHandler, PubAckHandler>()
            .AddSingleton<IPacketHandler, SubscribeHandler>()
            .AddSingleton<IPacketHandler, UnsubscribeHandler>()
            .AddSingleton<IPacketHandler, PingReqHandler>()
            .AddSingleton<IPacketHandler, DisconnectHandler>();
        foreach (var refused in RefusedPacketHandler.All)
        {
            services.AddSingleton(refused);
        }
    }

    private static void AddRequests(IServiceCollection services)
    {
        services.AddSingleton<ICredentialReader, SocketReader>().AddSingleton<ICredentialReader, BearerTokenReader>().AddSingleton<ICredentialReader, ClientCertificateReader>();
        RequestPermits.AddTo(services);
        services.AddScoped<NamedDevices>();
        services.AddSingleton<IDeviceLookup>(provider => provider.GetRequiredService<DeviceDirectory>()).AddSingleton<IAfterEntry, FirstTouches>();
        services.AddSingleton<RequestAuthentication>().AddSingleton<RefusalReport>().AddSingleton<AccessRecording>().AddSingleton<RefusedPackets>().AddSingleton<Outbox>().AddSingleton<OutboxKeeper>().AddSingleton<LifeEntries>().AddSingleton<LedgerMetrics>();
        services.AddSingleton<MatcherPolicy, ListenerMatcherPolicy>();
        services.AddSingleton<EndpointInventory>();

        // A parameter that cannot be read is answered by FailureMiddleware, as a problem and not as an empty 400.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);

        // The media types that an endpoint accepts are for the OpenAPI document. Routing would answer 415 by them before anybody has asked who is
        // speaking, from an endpoint that nobody declared; endpoints refuse media types themselves, after the decision.
        services.Remove(services.Single(s => s.ServiceType == typeof(MatcherPolicy) && s.ImplementationType?.Name == "AcceptsMatcherPolicy"));
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
            json.SerializerOptions.AllowDuplicateProperties = false;
        });
        services.AddOpenApi(options => options.ShouldInclude = description =>
            description.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) == true);
    }

    private static void MapEndpoints(WebApplication app)
    {
        app.MapEst();
        app.MapManifest();
        LifecycleEndpoints.Map(app);
        StandingEndpoints.Map(app);
        TagEndpoints.Map(app);
        DeviceEndpoints.Map(app);
        TwinEndpoints.Map(app);
        TelemetryEndpoints.Map(app);
        CommandEndpoints.Map(app);
        Devices.Maps.MapEndpoints.Map(app);
        EventEndpoints.Map(app);
        LiveEndpoints.Map(app);
        GrantEndpoints.Map(app);
        BulkGrantEndpoint.Map(app);
        GroupEndpoints.Map(app);
        TokenEndpoints.Map(app);
        PeopleEndpoints.Map(app);
        EndingEndpoints.Map(app);
        LedgerEndpoints.Map(app);
        TileEndpoints.Map(app);
        AccessEndpoints.Map(app);
        SurfaceEndpoints.Map(app);
        HealthEndpoints.Map(app);
        OpenApiEndpoint.Map(app);
    }
}

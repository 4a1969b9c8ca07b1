using Breakwater.Server.Devices.Commands;
using Breakwater.Server.Gateway.Beats;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Gateway.Packets;
using Breakwater.Server.Gateway.Publishing;
using Breakwater.Server.Gateway.Serving;
using Breakwater.Server.Gateway.Sessions;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Gateway.Wills;
using Breakwater.Server.Rooms;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Server.Gateway;

/// <summary>MQTT over mTLS.</summary>
internal sealed class GatewayRoom : Room
{
    public override IReadOnlyList<string> Knows => ["Access", "Certificates", "Devices", "Storage"];

    public override EventIds? LogEvents => new(6000, 6099);

    public override IReadOnlyList<Metric> Metrics => [.. GatewayMetrics.All, .. HeartbeatMetrics.All];

    public override IReadOnlyList<Section> Sections => [GatewaySettings.Section];

    public override void Prepare(OpenThings things)
    {
        var profiles = things.Share(Profiles(things.Section<GatewayOptions>()));
        things.Share<ICommandClasses>(profiles);
    }

    public override void Add(IServiceCollection services)
    {
        services.AddSingleton<GatewayConnections>().AddSingleton<GatewayMetrics>().AddSingleton<ConnectionEnding>().AddSingleton<Arrivals>();
        services.AddSingleton<DayBytesStore>().AddSingleton<DeviceRates>();
        services.AddSingleton<SessionStore>().AddSingleton<DocumentDecoder>().AddSingleton<PublishDispatch>().AddSingleton<WillStore>().AddSingleton<WillQueue>();
        services.AddSingleton<HeartbeatMetrics>().AddSingleton(Heartbeat);
        PacketHandlers.AddTo(services);
    }

    public override Task StartAsync(IServiceProvider services)
    {
        var connections = services.GetRequiredService<GatewayConnections>();
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => connections.SayGoodbye());
        return Task.CompletedTask;
    }

    public override void Listening(IServiceProvider services) => services.GetRequiredService<Heartbeat>();

    /// <summary>Made after everything that it drives, and so stopped before any of it is gone.</summary>
    private static Heartbeat Heartbeat(IServiceProvider services) => new(
        [
            services.GetRequiredService<GatewayConnections>(),
            services.GetRequiredService<Arrivals>(),
            services.GetRequiredService<DeviceRates>(),
            services.GetRequiredService<WillQueue>(),
        ],
        services.GetRequiredService<HeartbeatMetrics>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<Heartbeat>>());

    private static TopicProfiles Profiles(GatewayOptions options)
    {
        try
        {
            return new TopicProfiles(options.Profiles.Select(TopicProfileFile.Load));
        }
        catch (FormatException exception)
        {
            throw new StartException(ExitCodes.Configuration, $"gateway.profiles: {exception.Message}", exception);
        }
    }
}

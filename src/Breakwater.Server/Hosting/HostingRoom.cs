using Breakwater.Server.Certificates;
using Breakwater.Server.Hosting.Listening;
using Breakwater.Server.Hosting.Settings;
using Breakwater.Server.Hosting.Surface;
using Breakwater.Server.Rooms;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Server.Hosting;

/// <summary>What belongs to the process: listeners, the inventory of ways in, health, the server's own entries.</summary>
internal sealed class HostingRoom : Room
{
    /// <summary>Shared with <c>Http</c>: ids do not change, and these lie between each other.</summary>
    public override EventIds? LogEvents => new(7000, 7099);

    public override IReadOnlyList<Section> Sections => HostingSettings.Sections;

    public override void Add(IServiceCollection services)
    {
        services.AddMetrics().AddSingleton<LifeEntries>().AddSingleton<EndpointInventory>();
        services.AddOpenApi(options => options.ShouldInclude = description =>
            description.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) == true);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        services.Configure<SocketTransportOptions>(KestrelListeners.ConfigureTransport);
        services.AddOptions<KestrelServerOptions>().Configure<ServerOptions, DeviceTls>(KestrelListeners.Configure);
    }

    public override void Map(IEndpointRouteBuilder routes)
    {
        SurfaceEndpoints.Map(routes);
        HealthEndpoints.Map(routes);
        OpenApiEndpoint.Map(routes);
    }
}

using Breakwater.Server.Rooms;

namespace Breakwater.Server.Enrollment.Lifecycle;

/// <summary>How devices end, and wait: revoked, retired, quarantined, released.</summary>
internal sealed class LifecycleRoom : Room
{
    public override void Add(IServiceCollection services) => services.AddSingleton<DeviceLifecycle>();

    public override void Map(IEndpointRouteBuilder routes)
    {
        LifecycleEndpoints.Map(routes);
        StandingEndpoints.Map(routes);
    }
}

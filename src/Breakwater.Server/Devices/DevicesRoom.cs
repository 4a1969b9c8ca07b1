using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Devices.Actor;
using Breakwater.Server.Devices.Commands;
using Breakwater.Server.Devices.Endpoints;
using Breakwater.Server.Devices.Events;
using Breakwater.Server.Devices.Live;
using Breakwater.Server.Devices.Maps;
using Breakwater.Server.Devices.Presence;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Devices.Telemetry;
using Breakwater.Server.Http.Walk;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Devices;

/// <summary>What a device is, does, says and is told.</summary>
internal sealed class DevicesRoom : Room
{
    public override IReadOnlyList<string> Knows => ["Access", "Http", "Storage"];

    public override EventIds? LogEvents => new(4000, 4099);

    public override IReadOnlyList<Section> Sections => [DeviceSettings.Section];

    public override void Add(IServiceCollection services)
    {
        services.AddSingleton(ServerRun.Create());
        services.AddSingleton<DeviceDoor>().AddSingleton<FindDeviceActor>(provider => provider.GetRequiredService<DeviceDoor>().PrincipalOf);
        services.AddSingleton<DeviceDirectory>().AddSingleton<IDeviceLookup>(provider => provider.GetRequiredService<DeviceDirectory>());
        services.AddSingleton<DeviceRegistryFacts>().AddSingleton<ReadDeviceFacts>(provider => provider.GetRequiredService<DeviceRegistryFacts>().ReadAsync);
        services.AddSingleton<CommandHistory>().AddSingleton<MapStore>().AddSingleton<EventStore>().AddSingleton<LiveFeeds>();
        services.AddSingleton<TelemetryIntake>().AddSingleton<TelemetryArchive>();
    }

    public override void Map(IEndpointRouteBuilder routes)
    {
        DeviceEndpoints.Map(routes);
        TwinEndpoints.Map(routes);
        TelemetryEndpoints.Map(routes);
        CommandEndpoints.Map(routes);
        MapEndpoints.Map(routes);
        EventEndpoints.Map(routes);
        LiveEndpoints.Map(routes);
    }
}

using Breakwater.Server.Rooms;

namespace Breakwater.Server.Granting.Groups;

/// <summary>Groups of devices, by model and tags.</summary>
internal sealed class GroupsRoom : Room
{
    public override void Add(IServiceCollection services) => services.AddSingleton<GroupKeeper>();

    public override void Map(IEndpointRouteBuilder routes) => GroupEndpoints.Map(routes);
}

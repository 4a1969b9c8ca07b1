using Breakwater.Server.Rooms;

namespace Breakwater.Server.Enrollment.Tags;

/// <summary>Tags, by which groups take devices in.</summary>
internal sealed class TagsRoom : Room
{
    public override void Add(IServiceCollection services) => services.AddSingleton<DeviceTags>();

    public override void Map(IEndpointRouteBuilder routes) => TagEndpoints.Map(routes);
}

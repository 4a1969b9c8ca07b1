using Breakwater.Server.Rooms;

namespace Breakwater.Server.Granting;

/// <summary>Grants, given and taken by operators.</summary>
internal sealed class GrantingRoom : Room
{
    public override IReadOnlyList<string> Knows => ["Access", "Http", "Ledger", "Storage"];

    public override void Add(IServiceCollection services) => services.AddSingleton<BulkGrant>();

    public override void Map(IEndpointRouteBuilder routes)
    {
        GrantEndpoints.Map(routes);
        BulkGrantEndpoint.Map(routes);
    }
}

using Breakwater.Server.Access.Principals;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.People;

/// <summary>Owners and services.</summary>
internal sealed class PeopleRoom : Room
{
    public override IReadOnlyList<string> Knows => ["Access", "Http", "Ledger", "Storage"];

    public override void Add(IServiceCollection services) => services.AddSingleton<PersonStanding>().AddSingleton<IPersonLookup, PersonLookup>();

    public override void Map(IEndpointRouteBuilder routes) => PeopleEndpoints.Map(routes);
}

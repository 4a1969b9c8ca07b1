using Breakwater.Server.Access.Errands;
using Breakwater.Server.Http.Walk;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Tokens;

/// <summary>Personal access tokens.</summary>
internal sealed class TokensRoom : Room
{
    public override IReadOnlyList<string> Knows => ["Access", "Http", "Ledger", "People", "Storage"];

    public override void Add(IServiceCollection services) =>
        services.AddSingleton<TokenAuthenticator>().AddSingleton<ICredentialReader, BearerTokenReader>().AddSingleton<ICredentialStanding, TokenStanding>();

    public override void Map(IEndpointRouteBuilder routes) => TokenEndpoints.Map(routes);
}

using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Declaring;

namespace Breakwater.Server.Hosting;

/// <summary>The OpenAPI document of the public API, for whoever writes a client.</summary>
internal static class OpenApiEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapOpenApi("/openapi/{documentName}.json").Declares(new WayInPolicy(ListenerName.PublicHttps, PrincipalKind.Anonymous, Action: null));
}

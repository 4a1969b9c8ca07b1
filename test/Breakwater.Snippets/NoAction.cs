using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Declaring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.Snippets;

/// <summary>Route 6: an endpoint for owners that declares no action, so that nobody would be asked.</summary>
internal static class NoAction
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/robots/{id}/twin", (string id) => id).Declares(new WayInPolicy(ListenerName.PublicHttps, PrincipalKind.Owner, Action: null));
}

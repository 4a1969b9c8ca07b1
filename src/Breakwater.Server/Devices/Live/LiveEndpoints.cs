using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Declaring;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Server.Devices.Live;

internal static class LiveEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/devices/{device}/live", WatchAsync).Declares(new WayInPolicy(
                ListenerName.PublicHttps, PrincipalKind.Owner | PrincipalKind.Service, DeviceAction.WatchLive, Cost: 10, IsStream: true))
            .WithSummary("What happens on the device, as it happens (server-sent events)")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    private static Task WatchAsync(HttpContext http, Permit permit, LiveFeeds feeds, TimeProvider time, IHostApplicationLifetime lifetime) =>
        LiveAnswer.RunAsync(http, permit, feeds, time, lifetime.ApplicationStopping);
}

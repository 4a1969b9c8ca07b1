using System.Globalization;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Http.Paging;

namespace Breakwater.Server.Devices.Events;

internal static class EventEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/devices/{device}/events", ListAsync).ForPeople(DeviceAction.ReadEvents)
            .WithSummary("What happened on the device, newest first").Produces<Page<DeviceEvent>>();

    private static async Task<IResult> ListAsync(
        Permit permit, EventStore events, PageRoom room, string? cursor, int? limit, CancellationToken cancellationToken) =>
        PageRequest.Parse(cursor, limit, text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _), out var errors) is { } page
            ? Results.Json(await events.ListAsync(permit, page, room, cancellationToken), EventsJson.Default.PageEventAnswer)
            : new ProblemAnswer(ProblemCodes.Invalid, errors: errors);
}

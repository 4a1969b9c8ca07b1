using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Http.Paging;

namespace Breakwater.Server.Devices.Telemetry;

internal static class TelemetryEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/devices/{device}/telemetry", ListAsync).ForPeople(DeviceAction.ReadTelemetry)
            .WithSummary("The device's telemetry streams, each with its latest point").Produces<Page<TelemetryStream>>();
        routes.MapGet("/v1/devices/{device}/telemetry/{stream}", ReadAsync).ForPeople(DeviceAction.ReadTelemetry, cost: 5)
            .WithSummary("A stream's points in a time range, oldest first").Produces<Page<TelemetryPoint>>();
        routes.MapGet("/v1/devices/{device}/telemetry/{stream}/latest", LatestAsync).ForPeople(DeviceAction.ReadTelemetry)
            .WithSummary("A stream's latest point").Produces<TelemetryPoint>();
    }

    private static async Task<IResult> ListAsync(
        Permit permit, TelemetryArchive archive, PageRoom room, string? cursor, CancellationToken cancellationToken) =>
        Results.Json(await archive.ListStreamsAsync(permit, cursor, room, cancellationToken), TelemetryJson.Default.PageStreamAnswer);

    private static async Task<IResult> ReadAsync(
        Permit permit,
        TelemetryArchive archive,
        PageRoom room,
        string stream,
        string? from,
        string? to,
        string? cursor,
        int? limit,
        CancellationToken cancellationToken) =>
        TelemetryRange.Parse(from, to, cursor, limit, out var errors) is not { } range ? new ProblemAnswer(ProblemCodes.Invalid, errors: errors)
        : await archive.ReadAsync(permit, stream, range, room, cancellationToken) is { } page ? Results.Json(page, TelemetryJson.Default.PagePointAnswer)
        : new ProblemAnswer(ProblemCodes.ResourceNotFound);

    private static async Task<IResult> LatestAsync(
        Permit permit, TelemetryArchive archive, PageRoom room, string stream, CancellationToken cancellationToken) =>
        await archive.LatestAsync(permit, stream, room, cancellationToken) is { } point
            ? Results.Json(point, TelemetryJson.Default.PointAnswer)
            : new ProblemAnswer(ProblemCodes.ResourceNotFound);
}

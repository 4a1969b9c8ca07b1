using Breakwater.Contracts;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Devices.Actor;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Http.Walk;

namespace Breakwater.Server.Devices.Endpoints;

/// <summary>Devices as owners and services see them.</summary>
internal static class DeviceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/devices", ListAsync)
            .Declares(new WayInPolicy(
                ListenerName.PublicHttps, PrincipalKind.Owner | PrincipalKind.Service, DeviceAction.ReadDevice, Cost: 5, OnFleet: true))
            .WithSummary("The devices within the caller's reach").Produces<Page<DeviceSummary>>();
        routes.MapGet("/v1/devices/{device}", GetAsync).ForPeople(DeviceAction.ReadDevice)
            .WithSummary("One device").Produces<DeviceSummary>();
    }

    private static async Task<IResult> ListAsync(
        FleetPermit permit, DeviceDirectory directory, string? cursor, int? limit, string? state, CancellationToken cancellationToken)
    {
        var request = PageRequest.Parse(cursor, limit, text => DeviceId.TryParse(text, out _), out var errors);
        var wanted = StateFilter.Parse(state, errors);
        if (request is null || errors.Count > 0)
        {
            return new ProblemAnswer(ProblemCodes.Invalid, errors: errors);
        }

        var (page, hit) = await directory.ListAsync(permit, request, wanted, cancellationToken);
        if (hit is not null)
        {
            return new RefusedAnswer(
                new Refusal(RefusalReason.ReachBudgetExhausted, hit),
                hit.Remaining > 0
                    ? $"This page would show more distinct devices than your reach budget has left: ask for {hit.Remaining} at most (limit={hit.Remaining}). {RefusalAnswer.Describe(hit)}"
                    : $"Your reach budget has no distinct device left. {RefusalAnswer.Describe(hit)}");
        }

        return Results.Json(page, ContractsJson.Default.PageDeviceSummary);
    }

    private static async Task<IResult> GetAsync(Permit permit, DeviceDoor door) =>
        await door.Of(permit).GetSummaryAsync(permit) is { } device
            ? Results.Json(device, ContractsJson.Default.DeviceSummary)
            : new ProblemAnswer(ProblemCodes.DeviceNotFound);
}

using Breakwater.Contracts;
using Breakwater.Server.Access;
using Breakwater.Server.Access.Http;

namespace Breakwater.Server.Devices.Registry;

/// <summary>Devices as owners and services see them.</summary>
internal static class DeviceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/devices", ListAsync)
            .Declares(new EntryPolicy(
                ListenerName.PublicHttps, PrincipalKind.Owner | PrincipalKind.Service, DeviceAction.ReadDevice, Cost: 5, OnFleet: true))
            .WithSummary("The devices within the caller's reach").Produces<Page<DeviceSummary>>();
        routes.MapGet("/v1/devices/{device}", GetAsync).ForPeople(DeviceAction.ReadDevice)
            .WithSummary("One device").Produces<DeviceSummary>();
        routes.MapGet("/admin/v1/devices", ListAsync).ForLocalOperatorOnFleet(DeviceAction.ReadDevice);
    }

    private static async Task<IResult> ListAsync(
        FleetPermit permit, DeviceDirectory directory, string? cursor, int? limit, DeviceState? state, CancellationToken cancellationToken)
    {
        if (PageRequest.Parse(cursor, limit, text => DeviceId.TryParse(text, out _), out var errors) is not { } request)
        {
            return new ProblemAnswer(ProblemCodes.Invalid, errors: errors);
        }

        var (page, exhausted) = await directory.ListAsync(permit, request, state, cancellationToken);
        return exhausted
            ? new ProblemAnswer(ProblemCodes.ReachBudgetExhausted, "This list would show more distinct devices than your reach budget has left; it refills within the hour.")
            : Results.Json(page, ContractsJson.Default.PageDeviceSummary);
    }

    private static async Task<IResult> GetAsync(Permit permit, IGrainFactory grains) =>
        await grains.GetGrain<IDeviceGrain>(permit.Device.ToString()).GetSummaryAsync(permit) is { } device
            ? Results.Json(device, ContractsJson.Default.DeviceSummary)
            : new ProblemAnswer(ProblemCodes.DeviceNotFound);
}

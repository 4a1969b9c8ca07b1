using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Certificates;
using Breakwater.Server.Devices.Endpoints;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Http.Paging;

namespace Breakwater.Server.Enrollment.Lifecycle;

/// <summary>
/// Which devices there are and how they stand, over the admin socket: what the registry knows, and nothing that a device reported. It is no access to any of them,
/// so it counts against no reach; it has an entry of its own and a rate.
/// </summary>
internal static class StandingEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/admin/v1/devices", ListAsync).ForLocalOperatorOnFleet(DeviceAction.ListStanding, use: OperatorUse.ListsStanding);

    private static async Task<IResult> ListAsync(
        FleetPermit permit, DeviceDirectory directory, CertificateRegistry certificates, string? cursor, int? limit, string? state, CancellationToken cancellationToken)
    {
        var request = PageRequest.Parse(cursor, limit, text => DeviceId.TryParse(text, out _), out var errors);
        var wanted = StateFilter.Parse(state, errors);
        if (request is null || errors.Count > 0)
        {
            return new ProblemAnswer(ProblemCodes.Invalid, errors: errors);
        }

        var page = await directory.ListStandingAsync(permit, request, wanted, cancellationToken);
        var newest = await certificates.NewestAsync(permit, [.. page.Items.Select(d => d.Id)], cancellationToken);
        return Results.Json(
            new Page<DeviceStanding>([.. page.Items.Select(With)], page.Next), ContractsJson.Default.PageDeviceStanding);

        DeviceStanding With(DeviceStanding device) => newest.TryGetValue(device.Id, out var certificate)
            ? device with { Certificate = certificate.Status, CertificateEndsAt = certificate.NotAfter }
            : device;
    }
}

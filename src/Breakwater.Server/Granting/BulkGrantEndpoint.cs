using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Http.Walk;

namespace Breakwater.Server.Granting;

/// <summary>One principal gets many devices, each by a grant of its own: one act of the operator, with one case; all of them, or none.</summary>
internal static class BulkGrantEndpoint
{
    /// <summary>As many devices as a principal may have grants, each by a serial of 128 characters.</summary>
    private static readonly BodyRule Body = new(256 * 1024);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/admin/v1/grants/bulk", AddAsync)
        .ForLocalOperatorOnFleet(DeviceAction.ManageAccess, use: OperatorUse.GivesAccess, body: Body);

    private static async Task<IResult> AddAsync(
        FleetPermit permit, BulkGrantRequest request, NamedDevices named, IPersonLookup people, BulkGrant grant, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ManageAccess);
        if (request.Devices is not { Count: > 0 and <= GrantLimits.PerPrincipal } || request.Devices.Any(string.IsNullOrEmpty))
        {
            return Invalid("devices", $"1 to {GrantLimits.PerPrincipal} ids or serials.");
        }

        var found = await named.FindAsync(permit, request.Devices, cancellationToken);
        if (found.Any(d => d is null))
        {
            return Invalid("devices", $"There is no device {string.Join(", ", request.Devices.Where((_, i) => found[i] is null).Take(10))}.");
        }

        DeviceId[] devices = [.. found.Select(d => d!.Value).Distinct()];
        var errors = GrantRequests.Check(devices[0], BulkGrant.OnOne(request, devices[0]), out var actions);
        if (errors.Count > 0)
        {
            return new ProblemAnswer(ProblemCodes.Invalid, errors: errors);
        }

        if (!await people.IsKnownAsync(request.Principal))
        {
            return UnknownPrincipalAnswer.Of(request.Principal);
        }

        if (await named.EnterAsync(permit, devices) is { } limit)
        {
            return new RefusedAnswer(new Refusal(RefusalReason.LimitReached, limit), RefusalAnswer.Describe(limit));
        }

        var (grants, conflict, recorded) = await grant.AddAsync(permit, request, devices, actions);
        return grants is null
            ? new ProblemAnswer(ProblemCodes.Conflict, conflict)
            : RecordedAnswer.Of(recorded, Results.Json(grants, ContractsJson.Default.BulkGrants, statusCode: StatusCodes.Status201Created));
    }

    private static ProblemAnswer Invalid(string field, string error) =>
        new(ProblemCodes.Invalid, errors: new Dictionary<string, string> { [field] = error });
}

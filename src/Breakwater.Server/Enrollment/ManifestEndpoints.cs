using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;

namespace Breakwater.Server.Enrollment;

/// <summary>The operator brings factory manifests in, and gives a device another claim, over the admin socket.</summary>
public static class ManifestEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/admin/v1/devices/import",
            (HttpContext context, FleetPermit permit, ManifestImport import, EnrollmentOptions options, TimeProvider time) =>
                new ImportAnswer(context, import, options, time).RunAsync(permit))
            .Declares(new WayInPolicy(ListenerName.AdminSocket, PrincipalKind.Operator, DeviceAction.ImportDevices, OnFleet: true));
        routes.MapPost(
            "/admin/v1/devices/{device}/reclaim",
            (Permit permit, OperatorReason reason, Reclaim reclaim) => ReclaimAsync(permit, reason, reclaim))
            .ForLocalOperator(DeviceAction.ManageDevice, OperatorUse.GivesAccess);
    }

    private static async Task<IResult> ReclaimAsync(Permit permit, OperatorReason reason, Reclaim reclaim)
    {
        if (reason.Reason is not { Length: > 0 and <= Reclaim.LongestReason } || reason.Reason.Any(char.IsControl))
        {
            return new ProblemAnswer(
                ProblemCodes.Invalid,
                errors: new Dictionary<string, string> { ["reason"] = $"1 to {Reclaim.LongestReason} printable characters." });
        }

        var (issued, recorded) = await reclaim.IssueAsync(permit, reason.Reason);
        return issued is not null
            ? RecordedAnswer.Of(recorded, Results.Json(issued, ContractsJson.Default.ClaimIssued))
            : new ProblemAnswer(ProblemCodes.Conflict, "A quarantined device is released first; a retired one never comes back.");
    }
}

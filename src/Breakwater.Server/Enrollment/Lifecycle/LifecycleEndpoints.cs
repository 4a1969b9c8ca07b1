using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;

namespace Breakwater.Server.Enrollment.Lifecycle;

/// <summary>The operator looks at a device and changes its standing, over the admin socket.</summary>
internal static class LifecycleEndpoints
{
    private const int LongestReason = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/v1/devices/{device}", GetAsync).ForLocalOperator(DeviceAction.ManageDevice, OperatorUse.ShowsContents);
        foreach (var operation in Enum.GetValues<LifecycleOperation>())
        {
            routes.MapPost(
                $"/admin/v1/devices/{{device}}/{operation.ToString().ToLowerInvariant()}",
                (Permit permit, OperatorReason body, DeviceLifecycle lifecycle, CancellationToken cancellationToken) =>
                    ChangeAsync(permit, operation, body, lifecycle, cancellationToken))
                .ForLocalOperator(
                    DeviceAction.ManageDevice, operation is LifecycleOperation.Revoke or LifecycleOperation.Quarantine ? OperatorUse.Protects : OperatorUse.OnDevice);
        }
    }

    private static async Task<IResult> GetAsync(Permit permit, DeviceLifecycle lifecycle, CancellationToken cancellationToken) =>
        await lifecycle.DetailsAsync(permit, cancellationToken) is { } details
            ? Results.Json(details, ContractsJson.Default.DeviceDetails)
            : new ProblemAnswer(ProblemCodes.DeviceNotFound);

    private static async Task<IResult> ChangeAsync(
        Permit permit, LifecycleOperation operation, OperatorReason body, DeviceLifecycle lifecycle, CancellationToken cancellationToken)
    {
        if (body.Reason is not { Length: > 0 and <= LongestReason })
        {
            return new ProblemAnswer(
                ProblemCodes.Invalid, errors: new Dictionary<string, string> { ["reason"] = $"1 to {LongestReason} characters; it stands in the ledger." });
        }

        var ended = await lifecycle.ChangeAsync(permit, operation, body.Reason, cancellationToken);
        return ended.Value.Details is { } details
            ? RecordedAnswer.Of(ended.Value.IsRecorded, RevocationAnswer.Of(ended, Results.Json(details, ContractsJson.Default.DeviceDetails)))
            : new ProblemAnswer(ProblemCodes.Conflict, ended.Value.Conflict);
    }
}

using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;

namespace Breakwater.Server.Inquiry;

/// <summary>How far an ending has come, over the admin socket: where a revocation that could not be made sure of within a second points to.</summary>
internal static class EndingEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/admin/v1/endings/{number}", GetAsync).ForLocalOperatorOnFleet(DeviceAction.ManageAccess);

    private static async Task<IResult> GetAsync(FleetPermit permit, long number, Revocations revocations)
    {
        permit.Demand(DeviceAction.ManageAccess);
        return await revocations.UnconfirmedAsync(number) is { } unconfirmed
            ? Results.Json(new EndingStatus(number, unconfirmed), ContractsJson.Default.EndingStatus)
            : new ProblemAnswer(ProblemCodes.ResourceNotFound, $"There is no ending {number}, or it is too long ago.");
    }
}

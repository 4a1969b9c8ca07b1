using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;

namespace Breakwater.Server.Granting.Groups;

/// <summary>The operator keeps groups over the admin socket. Who makes a rule decides whom grants on it let reach what, so this is managing access.</summary>
internal static class GroupEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/v1/groups", AddAsync).ForLocalOperatorOnFleet(DeviceAction.ManageAccess);
        routes.MapGet("/admin/v1/groups", ListAsync).ForLocalOperatorOnFleet(DeviceAction.ManageAccess);
        routes.MapPut("/admin/v1/groups/{name}", ChangeAsync).ForLocalOperatorOnFleet(DeviceAction.ManageAccess);
        routes.MapDelete("/admin/v1/groups/{name}", RemoveAsync).ForLocalOperatorOnFleet(DeviceAction.ManageAccess);
    }

    private static async Task<IResult> AddAsync(FleetPermit permit, GroupRequest request, GroupKeeper groups) =>
        GroupRequests.Check(request, request.Name) is { Count: > 0 } errors ? new ProblemAnswer(ProblemCodes.Invalid, errors: errors)
        : await groups.AddAsync(permit, request.Name!, request.Model, GroupRequests.TagsOf(request)) is { } conflict
            ? new ProblemAnswer(ProblemCodes.Conflict, conflict)
            : await AnswerAsync(permit, request.Name!, groups, StatusCodes.Status201Created);

    private static async Task<IResult> ListAsync(FleetPermit permit, GroupKeeper groups, CancellationToken cancellationToken) => Results.Json(
        new Page<GroupSummary>([.. (await groups.ListAsync(permit, cancellationToken)).Select(ToContract)], null), ContractsJson.Default.PageGroupSummary);

    private static async Task<IResult> ChangeAsync(FleetPermit permit, string name, GroupRequest request, GroupKeeper groups)
    {
        if (GroupRequests.Check(request, name) is { Count: > 0 } errors)
        {
            return new ProblemAnswer(ProblemCodes.Invalid, errors: errors);
        }

        var changed = await groups.ChangeAsync(permit, name, request.Model, GroupRequests.TagsOf(request));
        return changed.Value
            ? RevocationAnswer.Of(changed, await AnswerAsync(permit, name, groups, StatusCodes.Status200OK))
            : new ProblemAnswer(ProblemCodes.ResourceNotFound, "There is no such group.");
    }

    private static async Task<IResult> RemoveAsync(FleetPermit permit, string name, GroupKeeper groups)
    {
        var removed = await groups.RemoveAsync(permit, name);
        return removed.Value switch
        {
            null => new ProblemAnswer(ProblemCodes.ResourceNotFound, "There is no such group."),
            > 0 and var grants => new ProblemAnswer(ProblemCodes.Conflict, $"{grants} grants are on this group; revoke them first."),
            _ => RevocationAnswer.Of(removed, Results.NoContent()),
        };
    }

    private static async Task<IResult> AnswerAsync(FleetPermit permit, string name, GroupKeeper groups, int status) => Results.Json(
        (await groups.ListAsync(permit, CancellationToken.None)).Where(g => g.Name == name).Select(ToContract).First(),
        ContractsJson.Default.GroupSummary,
        statusCode: status);

    private static GroupSummary ToContract(GroupRow group) => new(group.Name, group.Rule.Model, group.Rule.Tags, group.CreatedAt);
}

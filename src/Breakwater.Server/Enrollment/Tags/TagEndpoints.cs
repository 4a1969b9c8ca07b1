using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Enrollment.Tags;

/// <summary>The operator tags devices, over the admin socket.</summary>
internal static class TagEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/v1/devices/{device}/tags", ListAsync).ForLocalOperator(DeviceAction.ManageDevice);
        routes.MapPost("/admin/v1/devices/{device}/tags", ChangeAsync).ForLocalOperator(DeviceAction.ManageDevice);
    }

    private static async Task<IResult> ListAsync(Permit permit, Database database, CancellationToken cancellationToken) => Results.Json(
        new DeviceTagList(permit.Device, await DeviceTags.ListAsync(database, permit, cancellationToken)), ContractsJson.Default.DeviceTagList);

    private static async Task<IResult> ChangeAsync(Permit permit, TagRequest request, DeviceTags tags)
    {
        var (add, remove) = (request.Add ?? [], request.Remove ?? []);
        var errors = new Dictionary<string, string>();
        foreach (var (name, given) in ((string, IReadOnlyList<string>)[])[("add", add), ("remove", remove)])
        {
            if (given.Count > DeviceTagRow.MostADevice || !given.All(TagText.IsValid))
            {
                errors[name] = $"At most {DeviceTagRow.MostADevice} tags, each {TagText.Rule}.";
            }
        }

        if (errors.Count == 0 && (add.Count + remove.Count == 0 || add.Intersect(remove).Any()))
        {
            errors["add"] = "At least one tag to put on or to take off, and none of both.";
        }

        if (errors.Count > 0)
        {
            return new ProblemAnswer(ProblemCodes.Invalid, errors: errors);
        }

        var changed = await tags.ChangeAsync(permit, add, remove);
        return changed.Value is { } after
            ? RevocationAnswer.Of(changed, Results.Json(new DeviceTagList(permit.Device, after), ContractsJson.Default.DeviceTagList))
            : new ProblemAnswer(ProblemCodes.Conflict, $"A device has at most {DeviceTagRow.MostADevice} tags.");
    }
}

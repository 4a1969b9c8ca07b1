using System.Globalization;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Devices.Actor;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Devices.Twins;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Bodies;
using Breakwater.Server.Http.Declaring;

namespace Breakwater.Server.Devices.Endpoints;

internal static class TwinEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/devices/{device}/twin", GetAsync).ForPeople(DeviceAction.ReadTwin)
            .WithSummary("The desired and the reported state; the ETag is the desired version").Produces<Twin>();
        routes.MapPatch("/v1/devices/{device}/twin/desired", PatchAsync).ForPeople(
                DeviceAction.WriteTwin, cost: 2, body: new BodyRule(routes.ServiceProvider.GetRequiredService<DeviceLimits>().TwinBytes))
            .WithSummary("Merges a patch (RFC 7396) into the desired state; If-Match guards the version")
            .Accepts<object>("application/merge-patch+json", "application/json").Produces<TwinSection>();
    }

    private static async Task<IResult> GetAsync(Permit permit, DeviceDoor door, HttpContext http)
    {
        if (await door.Of(permit).GetTwinAsync(permit) is not { } twin)
        {
            return new ProblemAnswer(ProblemCodes.DeviceNotFound);
        }

        http.Response.Headers.ETag = ETag(twin.Desired.Version);
        return Results.Json(twin, TwinsJson.Default.TwinAnswer);
    }

    private static async Task<IResult> PatchAsync(Permit permit, DeviceDoor door, DeviceLimits limits, HttpContext http)
    {
        if (!TryReadVersion(http.Request.Headers.IfMatch.ToString(), out var version))
        {
            return new ProblemAnswer(
                ProblemCodes.Invalid, errors: new Dictionary<string, string> { ["If-Match"] = "One version in quotes, as the ETag gave it, or *." });
        }

        var body = await BoundedBody.ReadAsync(http, limits.TwinBytes, ["application/merge-patch+json", "application/json"]);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        var reply = await door.Of(permit).PatchDesiredAsync(permit, body.Bytes, version);
        switch (reply)
        {
            case null:
                return new ProblemAnswer(ProblemCodes.DeviceNotFound);
            case { VersionMismatch: true }:
                return new ProblemAnswer(ProblemCodes.VersionMismatch, "Read the twin again and merge into what it is now.");
            case { Refusal: { } refusal }:
                return new ProblemAnswer(ProblemCodes.Invalid, refusal);
            default:
                http.Response.Headers.ETag = ETag(reply.Section!.Version);
                return Results.Json(reply.Section, TwinsJson.Default.TwinSectionAnswer);
        }
    }

    private static string ETag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static bool TryReadVersion(string header, out long? version)
    {
        version = null;
        if (header is "" or "*")
        {
            return true;
        }

        if (header.Length < 3 || header[0] != '"' || header[^1] != '"'
            || !long.TryParse(header.AsSpan(1, header.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
        {
            return false;
        }

        version = parsed;
        return true;
    }
}

using Breakwater.Contracts;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;

namespace Breakwater.Server.Devices.Maps;

internal static class MapEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/devices/{device}/maps", ListAsync).ForPeople(DeviceAction.ReadMaps)
            .WithSummary("The device's maps and other documents").Produces<Page<MapSummary>>();
        routes.MapGet("/v1/devices/{device}/maps/{name}", GetAsync).ForPeople(DeviceAction.ReadMaps, cost: 5)
            .WithSummary("A document's bytes, the newest version or the one asked for; the ETag is its SHA-256");
    }

    private static async Task<IResult> ListAsync(Permit permit, MapStore maps, CancellationToken cancellationToken) =>
        Results.Json(await maps.ListAsync(permit, cancellationToken), ContractsJson.Default.PageMapSummary);

    private static async Task<IResult> GetAsync(
        Permit permit, MapStore maps, string name, long? version, HttpContext http, CancellationToken cancellationToken)
    {
        if (await maps.OpenAsync(permit, name, version, cancellationToken) is not var (summary, content))
        {
            return new ProblemAnswer(ProblemCodes.ResourceNotFound);
        }

        // The device chose these bytes: a browser must neither guess their type nor run them.
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        http.Response.Headers["Breakwater-Version"] = summary.Version.ToString(null, null);
        return Results.Stream(
            content,
            summary.ContentType,
            lastModified: summary.At,
            entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{summary.Sha256}\""));
    }
}

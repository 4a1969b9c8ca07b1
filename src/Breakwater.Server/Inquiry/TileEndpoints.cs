using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Log;
using Breakwater.Transparency.Tiles;

namespace Breakwater.Server.Inquiry;

/// <summary>
/// The log as C2SP tlog-tiles publishes it, for operators over the admin socket and for auditors (services that were granted <c>ledger:read</c> on the fleet)
/// on their listener.
/// </summary>
internal static class TileEndpoints
{
    private static readonly WayInPolicy ForOperators =
        new(ListenerName.AdminSocket, PrincipalKind.Operator, DeviceAction.ReadLedger, OnFleet: true, IsCoalesced: true);

    private static readonly WayInPolicy ForAuditors =
        new(ListenerName.OperatorsHttps, PrincipalKind.Service, DeviceAction.ReadLedger, OnFleet: true, IsCoalesced: true);

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (prefix, policy) in new[] { ("/admin/v1/ledger", ForOperators), ("/ledger", ForAuditors) })
        {
            routes.MapGet($"{prefix}/checkpoint", Checkpoint).Declares(policy);
            routes.MapGet($"{prefix}/tile/{{**path}}", Tile).Declares(policy);
        }
    }

    private static IResult Checkpoint(FleetPermit permit, CheckpointSigner signer, HttpContext http)
    {
        permit.Demand(DeviceAction.ReadLedger);
        http.Response.Headers.CacheControl = "no-store";
        return (signer.Latest ?? signer.Sign()) is { } latest
            ? Results.Text(latest.ToString(), "text/plain")
            : new ProblemAnswer(ProblemCodes.ResourceNotFound, signer.NotSigning ?? "There is no entry yet.");
    }

    private static IResult Tile(FleetPermit permit, string path, CheckpointSigner signer, TileLibrary tiles, HttpContext http)
    {
        permit.Demand(DeviceAction.ReadLedger);
        if (!TileAddress.TryParse($"tile/{path}", out var address) || tiles.Read(address, signer.Latest?.Checkpoint.Size ?? 0) is not { } tile)
        {
            return new ProblemAnswer(ProblemCodes.ResourceNotFound, "There is no such tile under the latest checkpoint, or it was archived or pruned.");
        }

        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        if (tile.IsGzip)
        {
            http.Response.Headers.ContentEncoding = "gzip";
        }

        return Results.Bytes(tile.Bytes, "application/octet-stream");
    }
}

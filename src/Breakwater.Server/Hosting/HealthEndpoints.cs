using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Hosting;

/// <summary>For the supervisor on this host: is the process alive, and can it serve?</summary>
internal static class HealthEndpoints
{
    private static readonly WayInPolicy ForSupervisors = new(ListenerName.OperatorsHttps, PrincipalKind.Anonymous, Action: null);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("alive\n")).Declares(ForSupervisors);
        routes.MapGet("/readyz", ReadyAsync).Declares(ForSupervisors);
    }

    /// <summary>Ready means that a commit reaches the disk.</summary>
    private static async Task<IResult> ReadyAsync(Database database, TelemetryLog telemetry)
    {
        if (telemetry.IsFull)
        {
            return Results.Text("not ready: telemetry cannot be compacted; see event 1003\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        try
        {
            await database.WriteAsync(_ => { });
            return Results.Text("ready\n");
        }
        catch (StoreUnavailableException exception)
        {
            return Results.Text($"not ready: {exception.Message}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}

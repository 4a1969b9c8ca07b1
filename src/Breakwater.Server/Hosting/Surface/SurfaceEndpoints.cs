using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Http.Declaring;

namespace Breakwater.Server.Hosting.Surface;

internal static class SurfaceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/admin/v1/surface", (FleetPermit permit, EndpointInventory inventory) =>
        {
            permit.Demand(DeviceAction.ReadSurface);
            return Results.Json(new Page<DeclaredWayIn>(inventory.Declared, null), ContractsJson.Default.PageDeclaredWayIn);
        }).ForLocalOperatorOnFleet(DeviceAction.ReadSurface);
}

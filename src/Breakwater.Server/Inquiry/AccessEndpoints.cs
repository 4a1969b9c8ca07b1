using System.Globalization;
using Breakwater.Contracts;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Inquiry.Notices;
using Breakwater.Server.Ledger.Receipts;

namespace Breakwater.Server.Inquiry;

/// <summary>Who looked at my device? For its owners, and whoever was granted <c>accesses:read</c>.</summary>
internal static class AccessEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/devices/{device}/accesses", ListAsync).ForPeople(DeviceAction.ReadAccesses, cost: 5)
            .WithSummary("Who accessed the device, newest first; your own accesses only with by=all").Produces<Page<DeviceAccess>>();
        routes.MapGet("/v1/devices/{device}/accesses/{entry}/receipt", ReceiptAsync).ForPeople(DeviceAction.ReadAccesses)
            .WithSummary("Proof that the access stands in the ledger (C2SP tlog-proof), to be checked without the server");
        routes.MapGet("/v1/notices", NoticesAsync)
            .Declares(new WayInPolicy(ListenerName.PublicHttps, PrincipalKind.Owner, DeviceAction.ReadAccesses, OnFleet: true))
            .WithSummary("First accesses of operators and services to the caller's devices, newest first").Produces<Page<AccessNotice>>();
    }

    private static async Task<IResult> ListAsync(
        Permit permit, string? by, string? cursor, int? limit, AccessDesk desk, CancellationToken cancellationToken)
    {
        var page = PageRequest.Parse(cursor, limit, IsNumber, out var errors);
        if (by is not (null or "others" or "all"))
        {
            errors["by"] = "others or all.";
        }

        return page is null || errors.Count > 0
            ? new ProblemAnswer(ProblemCodes.Invalid, errors: errors)
            : Results.Json(await desk.ListAsync(permit, by == "all", page, cancellationToken), ContractsJson.Default.PageDeviceAccess);
    }

    private static async Task<IResult> ReceiptAsync(Permit permit, long entry, AccessDesk desk, ReceiptOffice receipts) =>
        await desk.ConcernsAsync(permit, entry)
            ? await ReceiptAnswer.OfAsync(receipts, entry)
            : new ProblemAnswer(ProblemCodes.ResourceNotFound, "The device has no such access.");

    private static async Task<IResult> NoticesAsync(
        FleetPermit permit, string? cursor, int? limit, NoticeBoard board, CancellationToken cancellationToken) =>
        PageRequest.Parse(cursor, limit, IsNumber, out var errors) is { } page
            ? Results.Json(await board.ListAsync(permit, page, cancellationToken), ContractsJson.Default.PageAccessNotice)
            : new ProblemAnswer(ProblemCodes.Invalid, errors: errors);

    private static bool IsNumber(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}

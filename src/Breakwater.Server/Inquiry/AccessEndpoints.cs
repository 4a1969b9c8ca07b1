using Breakwater.Contracts;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Inquiry.Notices;
using Breakwater.Server.Ledger.Receipts;

namespace Breakwater.Server.Inquiry;

/// <summary>Who looked at my device? For its owners, and whoever was granted <c>accesses:read</c>.</summary>
internal static class AccessEndpoints
{
    private static ProblemAnswer NotACursor =>
        new(ProblemCodes.Invalid, errors: new Dictionary<string, string> { ["cursor"] = "Pass what the page before gave as next." });

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/devices/{device}/accesses", ListAsync).ForPeople(DeviceAction.ReadAccesses, cost: 5)
            .WithSummary("Who accessed the device, newest first; your own accesses only with by=all").Produces<Page<DeviceAccess>>();
        routes.MapGet("/v1/devices/{device}/accesses/{entry}/receipt", ReceiptAsync).ForPeople(DeviceAction.ReadAccesses)
            .WithSummary("Proof that the access stands in the ledger (C2SP tlog-proof), to be checked without the server");
        routes.MapGet("/v1/entries/{reference}/receipt", OwnReceiptAsync)
            .Declares(new WayInPolicy(ListenerName.PublicHttps, PrincipalKind.Owner | PrincipalKind.Service, DeviceAction.ReadAccesses, OnFleet: true))
            .WithSummary("Proof that a request of the caller stands in the ledger, by the answer's Breakwater-Entry (C2SP tlog-proof)");
        routes.MapGet("/v1/notices", NoticesAsync)
            .Declares(new WayInPolicy(ListenerName.PublicHttps, PrincipalKind.Owner, DeviceAction.ReadAccesses, OnFleet: true))
            .WithSummary("First accesses of operators and services to the caller's devices, newest first").Produces<Page<AccessNotice>>();
    }

    private static async Task<IResult> ListAsync(
        Permit permit, string? by, string? cursor, int? limit, AccessDesk desk, CancellationToken cancellationToken)
    {
        var page = PageRequest.Parse(cursor, limit, IsReference, out var errors);
        if (by is not (null or "others" or "all"))
        {
            errors["by"] = "others or all.";
        }

        return page is null || errors.Count > 0
            ? new ProblemAnswer(ProblemCodes.Invalid, errors: errors)
            : await desk.ListAsync(permit, by == "all", page, cancellationToken) is { } found ? Results.Json(found, ContractsJson.Default.PageDeviceAccess)
            : NotACursor;
    }

    private static async Task<IResult> ReceiptAsync(Permit permit, EntryReference entry, AccessDesk desk, ReceiptOffice receipts) =>
        await desk.FindAsync(permit, entry) is { } number
            ? await ReceiptAnswer.OfAsync(receipts, number)
            : new ProblemAnswer(ProblemCodes.ResourceNotFound, "The device has no such access.");

    private static async Task<IResult> OwnReceiptAsync(FleetPermit permit, EntryReference reference, AccessDesk desk, ReceiptOffice receipts) =>
        await desk.FindOwnAsync(permit, reference) is { } number
            ? await ReceiptAnswer.OfAsync(receipts, number)
            : new ProblemAnswer(ProblemCodes.ResourceNotFound, "You have made no such request.");

    private static async Task<IResult> NoticesAsync(
        FleetPermit permit, string? cursor, int? limit, NoticeBoard board, CancellationToken cancellationToken) =>
        PageRequest.Parse(cursor, limit, IsReference, out var errors) is not { } page ? new ProblemAnswer(ProblemCodes.Invalid, errors: errors)
            : await board.ListAsync(permit, page, cancellationToken) is { } found ? Results.Json(found, ContractsJson.Default.PageAccessNotice)
            : NotACursor;

    private static bool IsReference(string text) => EntryReference.TryParse(text, out _);
}

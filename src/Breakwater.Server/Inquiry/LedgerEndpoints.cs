using System.Globalization;
using Breakwater.Contracts;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Receipts;
using Breakwater.Server.Ledger.Subjects;

namespace Breakwater.Server.Inquiry;

/// <summary>What the operator asks of the ledger, over the admin socket.</summary>
internal static class LedgerEndpoints
{
    private static ProblemAnswer NotAnEntry =>
        new(ProblemCodes.Invalid, errors: new Dictionary<string, string> { ["entry"] = "The number of an entry, or a reference of 32 hexadecimal digits." });

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/v1/ledger/status", Status).ForLocalOperatorOnFleet(DeviceAction.ReadLedger);
        routes.MapGet("/admin/v1/ledger/reach", ReachAsync).ForLocalOperatorOnFleet(DeviceAction.ReadLedger, cost: 20);
        routes.MapGet("/admin/v1/ledger/entries", EntriesAsync).ForLocalOperatorOnFleet(DeviceAction.ReadLedger, cost: 20);
        routes.MapGet("/admin/v1/ledger/entries/{entry}", EntryAsync).ForLocalOperatorOnFleet(DeviceAction.ReadLedger);
        routes.MapGet("/admin/v1/ledger/entries/{entry}/receipt", ReceiptAsync)
            .ForLocalOperatorOnFleet(DeviceAction.ReadLedger, use: OperatorUse.OnDevice);
    }

    private static IResult Status(FleetPermit permit, LedgerStatusDesk desk)
    {
        permit.Demand(DeviceAction.ReadLedger);
        return Results.Json(desk.Describe(), ContractsJson.Default.LedgerStatus);
    }

    private static async Task<IResult> ReachAsync(
        FleetPermit permit, string? kind, string? of, string? since, string? until, InquirySubject subject, ReachDesk desk, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadLedger);
        if (LedgerQuestionText.Parse(kind, of, since, until, out var errors) is not { } asked)
        {
            return new ProblemAnswer(ProblemCodes.Invalid, errors: errors);
        }

        var (question, unknown) = await subject.ResolveAsync(asked, cancellationToken);
        return question is null
            ? new ProblemAnswer(ProblemCodes.ResourceNotFound, unknown)
            : Results.Json(await desk.AnswerAsync(asked, question, cancellationToken), ContractsJson.Default.ReachReport);
    }

    private static async Task<IResult> EntriesAsync(
        FleetPermit permit,
        string? kind,
        string? of,
        string? since,
        string? until,
        string? order,
        bool? receipts,
        string? cursor,
        int? limit,
        InquirySubject subject,
        EntryDesk desk,
        PageRoom room,
        CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadLedger);
        var page = PageRequest.Parse(cursor, limit, text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _), out var errors);
        LedgerQuestion? asked = null;
        if (of is not null || kind is not null)
        {
            asked = LedgerQuestionText.Parse(kind, of, since, until, out var more);
            foreach (var (name, error) in more)
            {
                errors[name] = error;
            }
        }

        if (order is not (null or "newest" or "oldest"))
        {
            errors["order"] = "newest or oldest.";
        }

        if (page is null || errors.Count > 0)
        {
            return new ProblemAnswer(ProblemCodes.Invalid, errors: errors);
        }

        var (question, unknown) = asked is null ? (null, null) : await subject.ResolveAsync(asked, cancellationToken);
        return unknown is not null
            ? new ProblemAnswer(ProblemCodes.ResourceNotFound, unknown)
            : Results.Json(
                await desk.ListAsync(question, order != "oldest", receipts == true, page, room, cancellationToken), ContractsJson.Default.PageLedgerEntryView);
    }

    private static async Task<IResult> EntryAsync(
        FleetPermit permit, string entry, EntryDesk desk, SubjectDirectory subjects, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadLedger);
        if (NumberOf(entry, subjects) is not { } number)
        {
            return NotAnEntry;
        }

        try
        {
            return await desk.GetAsync(number, cancellationToken) is { } view
                ? Results.Json(view, ContractsJson.Default.LedgerEntryView)
                : new ProblemAnswer(ProblemCodes.ResourceNotFound, "There is no such entry.");
        }
        catch (SegmentAwayException exception)
        {
            return new ProblemAnswer(ProblemCodes.ResourceNotFound, exception.Message);
        }
    }

    private static async Task<IResult> ReceiptAsync(FleetPermit permit, string entry, SubjectDirectory subjects, ReceiptOffice receipts)
    {
        permit.Demand(DeviceAction.ReadLedger);
        return NumberOf(entry, subjects) is { } number ? await ReceiptAnswer.OfAsync(receipts, number) : NotAnEntry;
    }

    /// <summary>An operator names an entry by its number, or by the reference that anybody was given.</summary>
    private static long? NumberOf(string entry, SubjectDirectory subjects) =>
        EntryReference.TryParse(entry, out var reference) ? subjects.References.Open(reference).Entry
        : long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;
}

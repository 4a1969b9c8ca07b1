using System.Globalization;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Receipts;
using Breakwater.Server.Ledger.Subjects;

namespace Breakwater.Server.Inquiry;

/// <summary>What the operator asks of the ledger, and does to it, over the admin socket.</summary>
internal static class LedgerEndpoints
{
    private const int LongestReason = 200;

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
        routes.MapPost("/admin/v1/ledger/resume", ResumeAsync).ForLocalOperatorOnFleet(DeviceAction.ManageLedger);
        routes.MapPost("/admin/v1/ledger/erasures", EraseAsync).ForLocalOperatorOnFleet(DeviceAction.ManageLedger);
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
                await desk.ListAsync(question, order != "oldest", receipts == true, page, cancellationToken), ContractsJson.Default.PageLedgerEntryView);
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

    private static async Task<IResult> ResumeAsync(
        FleetPermit permit, OperatorReason body, CheckpointSigner signer, LedgerStatusDesk desk, Outbox outbox)
    {
        permit.Demand(DeviceAction.ManageLedger);
        if (Check(body.Reason) is { } problem)
        {
            return problem;
        }

        if (signer.NotSigning is not { } contradiction)
        {
            return new ProblemAnswer(ProblemCodes.Conflict, "The ledger signs; there is nothing to resume.");
        }

        var before = signer.Keys is [.., var old] ? old.ToString() : "none";
        var key = signer.Resume();
        permit.Guard.Committed();
        var outcome = await outbox.PrepareAsync(permit.ToEvent(EntryType.EntityUpdated, "ledger.resumed") with
        {
            Text = $"{body.Reason} ({contradiction})",
            Details = new Dictionary<string, string> { ["before"] = before, ["now"] = key.Signer.Verifier.ToString() },
        });

        // The act is a key in a file and no unit: a server that ends right here says at its next start under which key it signs.
        var recorded = await outbox.PutAndEnterAsync(outcome);
        signer.Sign();
        return RecordedAnswer.Of(recorded, Results.Json(desk.Describe(), ContractsJson.Default.LedgerStatus));
    }

    private static async Task<IResult> EraseAsync(FleetPermit permit, ErasureRequest body, Erasure erasure)
    {
        permit.Demand(DeviceAction.ManageLedger);
        if (Check(body.Reason) is { } problem)
        {
            return problem;
        }

        if (body.Principal == default || body.Principal.Kind is not (PrincipalKind.Owner or PrincipalKind.Service or PrincipalKind.Researcher))
        {
            return new ProblemAnswer(ProblemCodes.Invalid, errors: new Dictionary<string, string> { ["principal"] = "An owner, a service or a researcher." });
        }

        var erased = await erasure.EraseAsync(permit, body.Principal, body.Reason);
        return erased.Value.Report is { } report
            ? RecordedAnswer.Of(erased.Value.IsRecorded, RevocationAnswer.Of(erased, Results.Json(report, ContractsJson.Default.ErasureReport)))
            : new ProblemAnswer(ProblemCodes.ResourceNotFound, $"Nothing is known of {body.Principal}.");
    }

    private static ProblemAnswer? Check(string? reason) => reason is { Length: > 0 and <= LongestReason } && !reason.Any(char.IsControl) ? null
        : new ProblemAnswer(ProblemCodes.Invalid, errors: new Dictionary<string, string> { ["reason"] = $"1 to {LongestReason} printable characters; it stands in the ledger." });
}

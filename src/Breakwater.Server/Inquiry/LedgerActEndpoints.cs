using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Inquiry;

/// <summary>What the operator does to the ledger, over the admin socket: sign again after a contradiction, forget a person.</summary>
internal static class LedgerActEndpoints
{
    private const int LongestReason = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/v1/ledger/resume", ResumeAsync).ForLocalOperatorOnFleet(DeviceAction.ManageLedger);
        routes.MapPost("/admin/v1/ledger/erasures", EraseAsync).ForLocalOperatorOnFleet(DeviceAction.ManageLedger);
    }

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
        var outcome = await outbox.PrepareAsync(permit.ToEvent(EntryType.EntityUpdated, "ledger.resumed", text: $"{body.Reason} ({contradiction})") with
        {
            Details = EntryDetails.Of(("before", before), ("now", key.Signer.Verifier.ToString())),
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

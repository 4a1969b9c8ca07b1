using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Recording;

namespace Breakwater.Server.Http.Walk;

/// <summary>
/// Puts the use of a permit into the ledger around the endpoint that uses it, so that no capability can forget it. A safe method (RFC 9110 §9.2.1) changes
/// nothing: its entry is committed when the answer is known and before any of it leaves. Any other method may change something, so its entry is committed
/// before the endpoint runs. If the ledger cannot commit, the caller gets 503 (laws 8 and 10).
/// </summary>
internal sealed class AccessRecording(AccessLedger ledger, Coalescer coalescer, IAfterEntry touches, RefusalReport refusals, LedgerOptions options)
{
    public async Task RunAsync(RequestWalk walk, RequestDelegate next)
    {
        if (!CaseHeader.TryRead(walk.Http, walk.Principal, out var reference))
        {
            await new ProblemAnswer(
                ProblemCodes.Invalid, errors: new Dictionary<string, string> { [AdminClient.CaseHeader] = $"{CaseReference.Rule}." }).ExecuteAsync(walk.Http);
            return;
        }

        walk.Case = reference;

        // The body may have taken half a minute.
        if (!walk.Lease.Holds && await walk.DecideAsync(isAgain: true) is { } refusal)
        {
            await refusals.RefuseAsync(walk, refusal);
            return;
        }

        using var answer = new GuardedAnswer(walk, refusals, await EntriesAsync(walk), options.HeldAnswerBytes);
        await answer.RunAsync(next);
    }

    /// <summary>What is to be entered when the answer is known; null when nothing is, or all of it has been.</summary>
    private async ValueTask<AnswerEntries?> EntriesAsync(RequestWalk walk)
    {
        if (walk.Principal!.Kind == PrincipalKind.Device)
        {
            return null;
        }

        if (walk.Policy.IsCoalesced)
        {
            await coalescer.RecordAsync(walk.ToFacts());
            return null;
        }

        var entries = new AnswerEntries(ledger, touches, walk);
        if (HttpMethods.IsGet(walk.Http.Request.Method))
        {
            return entries;
        }

        EntryHeader.Set(walk.Http, await entries.CommitAsync(status: null, bytes: 0));
        return null;
    }
}

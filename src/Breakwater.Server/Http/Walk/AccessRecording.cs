using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Permits;
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
internal sealed class AccessRecording(AccessLedger ledger, Coalescer coalescer, IAfterEntry touches, LedgerOptions options)
{
    public Task RunAsync(RequestWalk walk, Permit permit, RequestDelegate next) => RunAsync(walk, permit.Grant, permit, static () => [], next);

    public Task RunAsync(RequestWalk walk, FleetPermit permit, RequestDelegate next) => RunAsync(walk, permit.Grant, null, () => permit.Shown, next);

    private async Task RunAsync(RequestWalk walk, string grant, Permit? permit, Func<IReadOnlyList<DeviceId>> shown, RequestDelegate next)
    {
        if (!CaseHeader.TryRead(walk.Http, walk.Principal, out var reference))
        {
            await new ProblemAnswer(
                ProblemCodes.Invalid, errors: new Dictionary<string, string> { [AdminClient.CaseHeader] = $"{CaseReference.Rule}." }).ExecuteAsync(walk.Http);
            return;
        }

        var facts = walk.ToFacts() with { Grant = grant, Case = reference };
        var entries = new AnswerEntries(ledger, touches, facts, permit, shown);
        if (walk.Policy.IsCoalesced)
        {
            await coalescer.RecordAsync(facts);
            await next(walk.Http);
        }
        else if (HttpMethods.IsGet(walk.Http.Request.Method))
        {
            await new HeldAnswer(walk.Http, entries, options.HeldAnswerBytes).RunAsync(next);
        }
        else
        {
            EntryHeader.Set(walk.Http, await entries.CommitAsync(status: null, bytes: 0));
            await next(walk.Http);
        }
    }
}

using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Http.Walk;

/// <summary>
/// Puts the use of a permit into the ledger around the endpoint that uses it, so that no capability can forget it. A safe method (RFC 9110 §9.2.1) changes
/// nothing: its entry is committed when the answer is known and before any of it leaves. Any other method may change something, so what is wanted is
/// committed before the endpoint runs; what came of it the endpoint tells through the <see cref="Access.Recording.Outbox"/>. If the ledger cannot commit, the
/// caller gets 503 (laws 8 and 10), but never after something was done.
/// </summary>
internal sealed class AccessRecording(AccessLedger ledger, Coalescer coalescer, IAfterEntry touches, RefusalReport refusals, LedgerOptions options)
{
    public async Task RunAsync(RequestWalk walk, RequestDelegate next)
    {
        if (!TryReadCase(walk, out var reference))
        {
            await new ProblemAnswer(
                ProblemCodes.Invalid, errors: new Dictionary<string, string> { [AdminClient.CaseHeader] = $"{CaseReference.Rule}." }).ExecuteAsync(walk.Http);
            return;
        }

        // An owner is told in so many words that there was none.
        walk.Case = reference ?? (walk is { Device: not null, Principal.Kind: PrincipalKind.Operator } ? CaseReference.None : null);

        var (ofAnswer, intent) = await BeginAsync(walk);
        using var answer = new GuardedAnswer(walk, refusals, ofAnswer, options.HeldAnswerBytes);
        try
        {
            await answer.RunAsync(next);
        }
        catch (Exception exception) when (!walk.Http.Response.HasStarted && MayHaveActed(walk, exception))
        {
            throw new OutcomeUnknownException(intent, exception);
        }
    }

    /// <summary>
    /// Enters the use, and tells the owner if it is the first of its kind. Returns the caller's reference to the entry, which is on disk; of a list to the first.
    /// </summary>
    public async ValueTask<EntryReference> EnterAsync(RequestWalk walk, int? status = null, long bytes = 0)
    {
        var entry = await ledger.PrepareAsync(walk.ToEntry(status, bytes));
        long number;
        if (walk.FleetPermit is { Shown: { Count: > 0 } devices })
        {
            var numbers = await ledger.EnterEachAsync(entry, devices);
            await touches.NoteAsync(entry, [.. devices.Zip(numbers)]);
            number = numbers[0];
        }
        else
        {
            number = await ledger.EnterAsync(entry);
            if (walk.Permit is { } permit)
            {
                await touches.NoteAsync(entry, [(permit.Device, number)], permit);
            }
        }

        return ledger.Refer(number, entry.Actor!.Value);
    }

    /// <summary>What more went out than the entry says.</summary>
    public async ValueTask EnterRestAsync(RequestWalk walk, int status, long bytes) =>
        await ledger.EnterAsync(walk.ToEntry(status, bytes) with { BytesIn = 0, Count = 0 }, isDone: true);

    /// <summary>Refers the caller, and nobody else, to the entry, of which there is a receipt. Refusals never have it.</summary>
    public static void Refer(HttpContext http, EntryReference entry) => http.Response.Headers[AnswerHeaders.Entry] = entry.ToString();

    /// <summary>
    /// The case that an operator works on. It changes nothing of who is speaking or what is allowed; it stands in the ledger, where the device's owner sees it.
    /// False: it is there, and is not a case. Whoever works on none, as owners do, cannot name one: what other owners read there must be an operator's word.
    /// </summary>
    private static bool TryReadCase(RequestWalk walk, out string? reference)
    {
        reference = null;
        if (walk.Principal?.Kind is not (PrincipalKind.Operator or PrincipalKind.Service))
        {
            return true;
        }

        var header = walk.Http.Request.Headers[AdminClient.CaseHeader];
        reference = header.Count == 1 ? header[0] : null;
        return header.Count == 0 || CaseReference.IsValid(reference);
    }

    /// <summary>A grain that did not answer may act yet; what the store says of itself is in the lease.</summary>
    private static bool MayHaveActed(RequestWalk walk, Exception exception) => !HttpMethods.IsGet(walk.Http.Request.Method)
        && !walk.Http.RequestAborted.IsCancellationRequested
        && (walk.Lease.HasCommitted || exception is TimeoutException or OrleansException or StoreUnavailableException { MayHaveHappened: true });

    /// <summary>Who enters the use when the answer is known, null when nothing is to be entered or all of it has been; and what has been entered of the intent.</summary>
    private async ValueTask<(AccessRecording? OfAnswer, EntryReference? Intent)> BeginAsync(RequestWalk walk)
    {
        if (walk.Principal!.Kind == PrincipalKind.Device)
        {
            return (null, null);
        }

        if (walk.Policy.IsCoalesced)
        {
            await coalescer.RecordAsync(walk.ToEntry());
            return (null, null);
        }

        if (HttpMethods.IsGet(walk.Http.Request.Method))
        {
            return (this, null);
        }

        var intent = await EnterAsync(walk);
        Refer(walk.Http, intent);
        return (null, intent);
    }
}

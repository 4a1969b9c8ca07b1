using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Recording;

namespace Breakwater.Server.Http.Walk;

/// <summary>Refusals look alike from outside and different from inside (law 7): the one answer, the ledger's entry, the signal.</summary>
internal sealed class RefusalReport(Coalescer ledger, Signals signals, IDeviceLookup directory)
{
    /// <param name="detail">What is missing, for a caller who may know it.</param>
    public async Task RefuseAsync(RequestWalk walk, Refusal refusal, string? detail = null)
    {
        await ledger.RecordAsync(walk.ToEntry(refusal: refusal.Reason.ToString()));
        var named = walk.Http.GetRouteValue("device") as string;
        await RefusalAnswer.WriteAsync(walk.Http, walk.Policy, refusal, detail);
        if (refusal.Reason == RefusalReason.Unauthenticated && !walk.IsPresented)
        {
            // Somebody without any credential: worth counting, not worth a line each.
            return;
        }

        // After the answer: which kind it was takes a look-up that the answer's time must not show.
        var kind = await KindAsync(walk, refusal.Reason);
        signals.Raise(new Signal(
            kind, walk.Principal?.Id.ToString(), walk.Device?.ToString(), walk.Origin.AddressText, walk.WayIn, walk.Device is null ? named : detail));
    }

    public async Task UnknownPathAsync(HttpContext http, Origin origin)
    {
        signals.Raise(new Signal(
            SignalKind.UnknownPath, null, null, origin.AddressText, origin.Listener.Text(), $"{http.Request.Method} {http.Request.Path}"));
        await ledger.RecordAsync(new LedgerEntry<Name>
        {
            Type = EntryType.ApiOther,
            Operation = "none",
            WayIn = origin.Listener.Text(),
            Role = "anonymous",
            Source = origin.AddressText,
            Refusal = nameof(SignalKind.UnknownPath),
        });
        await new ProblemAnswer(ProblemCodes.NotFound).ExecuteAsync(http);
    }

    private async ValueTask<SignalKind> KindAsync(RequestWalk walk, RefusalReason reason) => reason switch
    {
        RefusalReason.Unauthenticated => SignalKind.Unauthenticated,
        RefusalReason.KindNotAllowed => SignalKind.KindNotAllowed,
        RefusalReason.ScopeMissing => SignalKind.ScopeExceeded,
        RefusalReason.ReachBudgetExhausted => SignalKind.ReachBudgetExhausted,
        RefusalReason.DeviceNotActive => SignalKind.DeviceNotActive,
        RefusalReason.TooManyUses => SignalKind.TooManyUses,
        RefusalReason.LimitReached => SignalKind.LimitReached,
        RefusalReason.CommandClassNotGranted => SignalKind.CommandClassExceeded,
        _ => walk.Device is { } device && await directory.ExistsAsync(device) ? SignalKind.ForeignDevice : SignalKind.UnknownDevice,
    };
}

using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Recording;

namespace Breakwater.Server.Http.Walk;

/// <summary>Refusals look alike from outside and different from inside (law 7): the one answer, the ledger's entry, the signal.</summary>
internal sealed class RefusalReport(Coalescer ledger, Signals signals, IDeviceLookup directory)
{
    public async Task RefuseAsync(RequestWalk walk, RefusalReason reason, bool presented, string? detail = null)
    {
        await ledger.RecordAsync(walk.ToFacts() with { Refusal = reason.ToString() });
        var remote = walk.Address;
        var named = walk.Http.GetRouteValue("device") as string;
        var wayIn = walk.WayIn;
        await AnswerAsync(walk, reason, detail);
        if (reason == RefusalReason.Unauthenticated && !presented)
        {
            // Somebody without any credential: worth counting, not worth a line each.
            return;
        }

        // After the answer: which kind it was takes a look-up that the answer's time must not show.
        var kind = await KindAsync(walk, reason);
        signals.Raise(new Signal(kind, walk.Principal?.Id.ToString(), walk.Device?.ToString(), remote, wayIn, walk.Device is null ? named : detail));
    }

    public async Task UnknownPathAsync(HttpContext http, ListenerName listener)
    {
        var remote = http.Connection.RemoteIpAddress?.ToString();
        signals.Raise(new Signal(SignalKind.UnknownPath, null, null, remote, listener.Text(), $"{http.Request.Method} {http.Request.Path}"));
        await ledger.RecordAsync(new AccessFacts
        {
            Type = EntryType.ApiOther,
            Operation = "none",
            WayIn = listener.Text(),
            Role = "anonymous",
            Address = remote,
            Refusal = nameof(SignalKind.UnknownPath),
        });
        await new ProblemAnswer(ProblemCodes.NotFound).ExecuteAsync(http);
    }

    private static async Task AnswerAsync(RequestWalk walk, RefusalReason reason, string? detail)
    {
        if (walk.Policy.Listener == ListenerName.DevicesHttps)
        {
            // EST clients read plain text (RFC 7030 §4.2.3).
            walk.Http.Response.StatusCode = reason == RefusalReason.Unauthenticated ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
            await walk.Http.Response.WriteAsync("Refused.\n");
        }
        else
        {
            await new ProblemAnswer(
                reason switch
                {
                    RefusalReason.Unauthenticated => ProblemCodes.Unauthenticated,
                    RefusalReason.ScopeMissing => ProblemCodes.InsufficientScope,
                    RefusalReason.ReachBudgetExhausted => ProblemCodes.ReachBudgetExhausted,
                    RefusalReason.CommandClassNotGranted => ProblemCodes.CommandClassNotGranted,
                    RefusalReason.KindNotAllowed => ProblemCodes.NotFound,
                    _ => ProblemCodes.DeviceNotFound,
                },
                reason == RefusalReason.ScopeMissing ? $"It needs {walk.Policy.Action?.Name()}." : detail).ExecuteAsync(walk.Http);
        }

        await walk.Http.Response.CompleteAsync();
    }

    private async ValueTask<SignalKind> KindAsync(RequestWalk walk, RefusalReason reason) => reason switch
    {
        RefusalReason.Unauthenticated => SignalKind.Unauthenticated,
        RefusalReason.KindNotAllowed => SignalKind.KindNotAllowed,
        RefusalReason.ScopeMissing => SignalKind.ScopeExceeded,
        RefusalReason.ReachBudgetExhausted => SignalKind.ReachBudgetExhausted,
        RefusalReason.DeviceNotActive => SignalKind.DeviceNotActive,
        RefusalReason.CommandClassNotGranted => SignalKind.CommandClassExceeded,
        _ => walk.Device is { } device && await directory.ExistsAsync(device) ? SignalKind.ForeignDevice : SignalKind.UnknownDevice,
    };
}

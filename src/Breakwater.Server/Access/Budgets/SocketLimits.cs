using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Asking;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Access.WaysIn;

namespace Breakwater.Server.Access.Budgets;

/// <summary>
/// What bounds the local operator: whoever opens the socket of one stolen host must not look at a fleet, nor give it away device by device. What he may do is
/// declared by the ways in; here is only how much of it. What protects a device is not asked for here.
/// </summary>
internal sealed class SocketLimits(Touches touches, AccessOptions options, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Besides these two he has no budget.</summary>
    private static readonly ReachBudget[] Unbounded = [new(int.MaxValue, Window)];

    private static readonly Verdict Permitted = new(null, "socket", "", null, null, default);

    private readonly HeldGrant contents = Of("socket-contents", options.SocketContents);
    private readonly HeldGrant acts = Of("socket-acts", options.SocketActs);
    private readonly Rate standing = new("standing-rate", options.StandingRate, Window, time);

    public async ValueTask<Verdict> AskAsync(Ask ask)
    {
        var hit = ask switch
        {
            { Use: OperatorUse.ListsStanding } => standing.TryTake(),
            { Use: OperatorUse.ShowsContents, Device: { } device } => await TakeAsync(contents, device),

            // Each act counts, also when it is of the same device: it is kept under an id of its own.
            { Use: OperatorUse.GivesAccess } => await TakeAsync(acts, DeviceId.Create()),
            _ => null,
        };
        return hit is null ? Permitted : Verdict.Refused(RefusalReason.LimitReached, hit);
    }

    /// <summary>Counted as what is touched under a grant with a number of its own, so it is kept as that is.</summary>
    private static HeldGrant Of(string name, int devices) =>
        new(name, default, CommandClass.Harmless, null, null, null, "", new ReachBudget(devices, Window), Window);

    private async ValueTask<LimitHit?> TakeAsync(HeldGrant budget, DeviceId device) =>
        touches.Again(device, [budget]) is not null ? null
            : (await touches.TakeAsync([new Wanted(device, [budget])], Unbounded)).Limit is { } hit ? hit with { Name = budget.Id }
            : null;
}

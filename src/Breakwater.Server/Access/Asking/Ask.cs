using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Access.WaysIn;

namespace Breakwater.Server.Access.Asking;

/// <summary>What a principal is asked for: everything that its decision depends on, in one call.</summary>
/// <param name="Device">Null: the fleet, within the principal's reach.</param>
/// <param name="Cost">What one use takes from the principal's rate, in tokens.</param>
/// <param name="IsAgain">It was permitted before and is only looked at again: no cost, and no budget that is not used already.</param>
/// <param name="AsOf">The number of the lease: what the principal remembers must not be older.</param>
/// <param name="Use">Of a local operator: what he does.</param>
[GenerateSerializer]
[Immutable]
internal sealed record Ask(
    [property: Id(0)] DeviceAction Action,
    [property: Id(1)] DeviceId? Device,
    [property: Id(2)] int Cost,
    [property: Id(3)] bool IsAgain,
    [property: Id(4)] long AsOf,
    [property: Id(5)] OperatorUse Use = OperatorUse.OnFleet);

/// <summary>What a principal answers: a refusal, or under what it is permitted.</summary>
/// <param name="Grant">The grant that covers it; <c>reach</c> on the fleet.</param>
/// <param name="Until">When that grant ends by itself.</param>
/// <param name="Reach">On the fleet: which devices.</param>
/// <param name="Commands">The highest class of commands that the grant allows.</param>
/// <param name="Model">Of a device that comes in: what it is.</param>
/// <param name="Grounds">What the answer rests on: grant, group, consent.</param>
[GenerateSerializer]
[Immutable]
internal sealed record Verdict(
    [property: Id(0)] Refusal? Refusal,
    [property: Id(1)] string Grant,
    [property: Id(2)] string Reason,
    [property: Id(3)] DateTimeOffset? Until,
    [property: Id(4)] Reach? Reach,
    [property: Id(5)] GroundSet Grounds,
    [property: Id(6)] string? Model = null,
    [property: Id(7)] CommandClass Commands = CommandClass.Harmless)
{
    public static Verdict Refused(RefusalReason reason, LimitHit? limit = null) => new(new Refusal(reason, limit), "", "", null, null, default);
}

/// <summary>Whether the devices of a list may be shown: they may, a limit says no, or they are not all within reach any more.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record ShowVerdict([property: Id(0)] LimitHit? Limit, [property: Id(1)] bool HasMoved)
{
    public static ShowVerdict Shown { get; } = new(null, HasMoved: false);

    public static ShowVerdict Moved { get; } = new(null, HasMoved: true);
}

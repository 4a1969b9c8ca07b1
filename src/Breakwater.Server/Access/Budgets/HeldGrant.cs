using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Access.Grounds;

namespace Breakwater.Server.Access.Budgets;

/// <summary>A grant of a principal, as its grain holds it.</summary>
/// <param name="Device">With neither this nor a group it is on the whole fleet.</param>
/// <param name="Commands">Of commands, those up to this class.</param>
/// <param name="Own">What may be touched under this grant, which can be less than what its principal may touch; null: it says nothing of its own.</param>
/// <param name="Window">How long a device counts that is touched under it.</param>
internal sealed record HeldGrant(
    string Id, ActionSet Actions, CommandClass Commands, DeviceId? Device, GroupRule? Group, DateTimeOffset? ExpiresAt, string Reason, ReachBudget? Own, TimeSpan Window)
{
    public bool IsOnFleet => Device is null && Group is null;

    /// <summary>What is touched under it is counted by this name, besides with all that its principal touches.</summary>
    public string Scope => Own is null ? "" : Id;

    public GroundSet Grounds => Group is { } group
        ? GroundSet.Of(Ground.OfGrant(Id), Ground.OfGroup(group.Name))
        : GroundSet.Of(Ground.OfGrant(Id));

    /// <param name="facts">Of the device; null: there is no such device, or they were not asked for.</param>
    public bool Includes(DeviceId device, DeviceFacts? facts) =>
        Device is { } named ? named == device : Group is null || (facts is not null && Group.Contains(facts));

    public bool Covers(DeviceAction action, DateTimeOffset now) => Actions.Contains(action) && (ExpiresAt is null || ExpiresAt > now);
}

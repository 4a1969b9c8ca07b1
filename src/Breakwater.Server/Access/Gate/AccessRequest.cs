using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.WaysIn;

namespace Breakwater.Server.Access.Gate;

/// <summary>Somebody wants something, by a declared way in: all that the decision looks at.</summary>
/// <param name="Device">Null: the way in is for the fleet, within the principal's reach.</param>
/// <param name="Origin">From where. (Plan: the watch judges it; nothing is decided by it yet.)</param>
/// <param name="IsAgain">It was permitted before, and what that rested on has moved.</param>
internal sealed record AccessRequest(Principal Principal, WayInPolicy Policy, DeviceId? Device, Origin Origin, bool IsAgain = false);

using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;

namespace Breakwater.Server.Access.WaysIn;

/// <summary>What every way in declares (law 3): an endpoint or MQTT packet without one stops the start.</summary>
/// <param name="Principals">Which kinds may come. <see cref="PrincipalKind.Anonymous"/> is said, never assumed.</param>
/// <param name="Action">What it asks the access decision for; null when it touches no device.</param>
/// <param name="Cost">What one use takes from the principal's rate limit, in tokens.</param>
/// <param name="OnFleet">The action names no single device: the decision is for the fleet, within the principal's reach.</param>
/// <param name="IsCoalesced">Uses that are alike are counted in one entry of the ledger. Only for what shows no device: reading the ledger's own tiles.</param>
public sealed record WayInPolicy(
    ListenerName Listener, PrincipalKind Principals, DeviceAction? Action, int Cost = 1, bool OnFleet = false, bool IsCoalesced = false);

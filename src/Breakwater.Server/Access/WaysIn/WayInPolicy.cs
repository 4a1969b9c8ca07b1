using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;

namespace Breakwater.Server.Access.WaysIn;

/// <summary>What every way in declares (law 3): an endpoint, MQTT packet or meaning of a publish without one stops the start.</summary>
/// <param name="Principals">Which kinds may come. <see cref="PrincipalKind.Anonymous"/> is said, never assumed.</param>
/// <param name="Action">What it asks the gate for; null only where anybody may come: then nobody's credential is looked at.</param>
/// <param name="Cost">What one use takes from the principal's rate limit, in tokens.</param>
/// <param name="OnFleet">The action names no single device: the decision is for the fleet, within the principal's reach.</param>
/// <param name="IsCoalesced">Uses that are alike are counted in one entry of the ledger. Only for what shows no device: reading the ledger's own tiles.</param>
/// <param name="IsStream">It goes on until somebody ends it.</param>
/// <param name="Body">What body it takes; null: none, or one that the endpoint takes in parts and judges at the end.</param>
/// <param name="Operator">What a local operator does by it.</param>
public sealed record WayInPolicy(
    ListenerName Listener,
    PrincipalKind Principals,
    DeviceAction? Action,
    int Cost = 1,
    bool OnFleet = false,
    bool IsCoalesced = false,
    bool IsStream = false,
    BodyRule? Body = null,
    OperatorUse Operator = OperatorUse.OnFleet);

/// <summary>The body that a way in takes. It is read whole before anything is done, within a deadline, so that nothing waits for the caller between decision and effect.</summary>
/// <param name="MaximumBytes">More is answered 413.</param>
public sealed record BodyRule(int MaximumBytes)
{
    /// <summary>For what has no larger need. Source: the largest admin request, a grant with its reason, takes 1 KB.</summary>
    public static BodyRule Small { get; } = new(64 * 1024);

    /// <summary>For the whole of it. Source: Kestrel's own floor of 240 bytes a second would give 64 KB four and a half minutes.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
}

using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Principals;

namespace Breakwater.Server.Access.Permits;

/// <summary>
/// One principal, one action, one device: decided, and under which grant. Every operation on a device takes one (law 2).
/// </summary>
/// <remarks>
/// The constructor is private and the access decision is nested inside (Permit.Decision.cs), because nesting is how C# lets exactly one other class
/// call it: no other code, not even in this assembly, can make a permit.
/// </remarks>
[GenerateSerializer]
[Immutable]
public sealed partial class Permit
{
    private Permit(
        Principal principal,
        DeviceAction action,
        DeviceId device,
        string grant,
        string reason,
        DateTimeOffset? grantExpiresAt = null,
        CommandClass commands = CommandClass.Harmless)
    {
        Principal = principal.Id;
        Credential = principal.Credential;
        Action = action;
        Device = device;
        Grant = grant;
        Reason = reason;
        Until = principal.ExpiresAt is { } credentialEnds && (grantExpiresAt is null || credentialEnds < grantExpiresAt) ? credentialEnds : grantExpiresAt;
        Commands = commands;
    }

    [Id(0)]
    public PrincipalId Principal { get; }

    [Id(1)]
    public string Credential { get; }

    [Id(2)]
    public DeviceAction Action { get; }

    [Id(3)]
    public DeviceId Device { get; }

    /// <summary>The grant's id, <c>self</c> for a device over itself, <c>socket</c> for the local operator.</summary>
    [Id(4)]
    public string Grant { get; }

    [Id(5)]
    public string Reason { get; }

    /// <summary>When the credential or the grant ends, whichever is first; what goes on under this permit ends then (law 5).</summary>
    [Id(6)]
    public DateTimeOffset? Until { get; }

    /// <summary>The highest class of commands that its grant allows; it matters to a permit for sending them.</summary>
    [Id(7)]
    public CommandClass Commands { get; }

    /// <summary>Whether a command of this class may be sent. It is known only once the body is read, which is after the decision.</summary>
    public bool Allows(CommandClass command) => command <= Commands;

    /// <summary>Stops an operation that was handed a permit for something else.</summary>
    /// <exception cref="InvalidOperationException">The permit is for another action: a defect of the caller.</exception>
    public void Demand(DeviceAction action)
    {
        if (Action != action)
        {
            throw new InvalidOperationException($"A permit for {Action.Name()} was used for {action.Name()}.");
        }
    }
}

using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Errands;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Access.Permits;

/// <summary>
/// One principal, one action, one device: decided, under which grant, on which grounds and as of which ending. Every operation on a device takes one (law 2).
/// </summary>
/// <remarks>
/// The constructor is private and <see cref="Mint"/> is nested inside, because nesting is how C# lets exactly one other class call it: no other code, not
/// even in this assembly, can make a permit. Who may call the mint is a convention test's list of one: the gate.
/// </remarks>
[GenerateSerializer]
[Immutable]
public sealed class Permit
{
    [NonSerialized]
    private readonly Lease? lease;

    private Permit(Principal principal, DeviceAction action, DeviceId device, PermitTerms terms, Lease lease)
    {
        Principal = principal.Id;
        Credential = principal.Credential;
        Action = action;
        Device = device;
        Grant = terms.Grant;
        Reason = terms.Reason;
        GrantEnds = terms.Until;
        Until = terms.EndsWith(principal);
        Grounds = terms.GroundsOf(principal, device);
        AsOf = lease.AsOf;
        Commands = terms.Commands;
        this.lease = lease;
    }

    private Permit(Errand errand, DeviceAction action, string reason, DateTimeOffset? grantEnds, in GroundSet grounds, Lease lease)
    {
        Principal = errand.Principal;
        Credential = errand.Credential;
        Action = action;
        Device = errand.Device;
        Grant = errand.Grant;
        Reason = reason;
        GrantEnds = grantEnds;
        Until = grantEnds;
        Grounds = grounds;
        AsOf = lease.AsOf;
        this.lease = lease;
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

    /// <summary>As of which ending it was decided.</summary>
    [Id(7)]
    public long AsOf { get; }

    [Id(8)]
    internal GroundSet Grounds { get; }

    /// <summary>The highest class of commands that its grant allows; it matters to a permit for sending them.</summary>
    [Id(9)]
    public CommandClass Commands { get; }

    /// <summary>When the grant ends by itself.</summary>
    [Id(10)]
    internal DateTimeOffset? GrantEnds { get; }

    /// <summary>Its use, which can be taken back.</summary>
    /// <exception cref="InvalidOperationException">It came from another silo and has not been adopted here.</exception>
    internal Lease Lease => lease ?? throw new InvalidOperationException("A permit from another silo is adopted before it is used.");

    /// <summary>What a unit of work under this permit is guarded by.</summary>
    public IWriteGuard Guard => Lease;

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

    /// <summary>What is kept of it for something that is carried out later.</summary>
    internal Errand ToErrand(string cause) =>
        new(Principal, Credential, null, Grant, Action, Device, AsOf, cause) { Grounds = Grounds, Until = GrantEnds };

    internal static class Mint
    {
        internal static Permit Of(Principal principal, DeviceAction action, DeviceId device, PermitTerms terms, Lease lease) =>
            new(principal, action, device, terms, lease);

        /// <summary>For what was ordered earlier and has been asked again.</summary>
        internal static Permit Of(Errand errand, DeviceAction action, PermitTerms terms, Lease lease) =>
            new(errand, action, terms.Reason, terms.Until, terms.GroundsOf(errand), lease);

        /// <summary>For what was ordered earlier, on the grounds that it was ordered on.</summary>
        internal static Permit Of(Errand errand, Lease lease) => new(errand, errand.Action, "", errand.Until, errand.Grounds, lease);
    }
}

using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Access.Permits;

/// <summary>
/// A decided operation that names no single device: listing, importing, managing access. It carries the reach that the operation must stay within.
/// Only the gate can make one; see <see cref="Permit"/>.
/// </summary>
public sealed class FleetPermit
{
    private readonly List<DeviceId> shown = [];

    private FleetPermit(Principal principal, DeviceAction action, Reach reach, PermitTerms terms, Lease lease)
    {
        Principal = principal.Id;
        Credential = principal.Credential;
        Action = action;
        Reach = reach;
        Grant = terms.Grant;
        Until = terms.EndsWith(principal);
        Grounds = terms.GroundsOf(principal, device: null);
        Lease = lease;
    }

    public PrincipalId Principal { get; }

    public string Credential { get; }

    public DeviceAction Action { get; }

    public Reach Reach { get; }

    public string Grant { get; }

    public DateTimeOffset? Until { get; }

    /// <summary>The devices that were shown under this permit, for the ledger.</summary>
    public IReadOnlyList<DeviceId> Shown => shown;

    /// <inheritdoc cref="Permit.Guard"/>
    public IWriteGuard Guard => Lease;

    internal GroundSet Grounds { get; }

    internal Lease Lease { get; }

    /// <inheritdoc cref="Permit.Demand"/>
    public void Demand(DeviceAction action)
    {
        if (Action != action)
        {
            throw new InvalidOperationException($"A permit for {Action.Name()} was used for {action.Name()}.");
        }
    }

    internal static class Mint
    {
        internal static FleetPermit Of(Principal principal, DeviceAction action, Reach reach, PermitTerms terms, Lease lease) =>
            new(principal, action, reach, terms, lease);

        /// <summary>Notes what a list has shown.</summary>
        internal static void Show(FleetPermit permit, IEnumerable<DeviceId> devices) => permit.shown.AddRange(devices);
    }
}

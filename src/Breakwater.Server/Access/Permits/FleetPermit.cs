using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Principals;

namespace Breakwater.Server.Access.Permits;

/// <summary>
/// A decided operation that names no single device: listing, importing, managing access. It carries the reach that the operation must stay within.
/// Only the access decision can make one; see <see cref="Permit"/>.
/// </summary>
public sealed partial class FleetPermit
{
    private readonly List<DeviceId> shown = [];

    private FleetPermit(Principal principal, DeviceAction action, Reach reach, string grant)
    {
        Principal = principal.Id;
        Credential = principal.Credential;
        Action = action;
        Reach = reach;
        Grant = grant;
    }

    public PrincipalId Principal { get; }

    public string Credential { get; }

    public DeviceAction Action { get; }

    public Reach Reach { get; }

    public string Grant { get; }

    /// <summary>The devices that were shown under this permit, for the ledger.</summary>
    public IReadOnlyList<DeviceId> Shown => shown;

    /// <inheritdoc cref="Permit.Demand"/>
    public void Demand(DeviceAction action)
    {
        if (Action != action)
        {
            throw new InvalidOperationException($"A permit for {Action.Name()} was used for {action.Name()}.");
        }
    }
}

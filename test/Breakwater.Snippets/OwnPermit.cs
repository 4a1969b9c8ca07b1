using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;

namespace Breakwater.Snippets;

/// <summary>Route 5: making the permit oneself.</summary>
internal static class OwnPermit
{
    public static Permit Make(Principal principal, DeviceId stranger, Lease lease) =>
        new(principal, DeviceAction.ReadTwin, stranger, PermitTerms.Socket, lease);
}

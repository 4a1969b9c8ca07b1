using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.WaysIn;

namespace Breakwater.Snippets;

/// <summary>Route 5: being the local operator, asking the gate, minting, and keeping what came of it.</summary>
internal static class OwnRight
{
    private static Permit? kept;

    private static readonly Dictionary<DeviceId, Permit> All = [];

    public static async Task<Permit?> TakeAsync(AccessGate gate, DeviceId stranger)
    {
        var lease = gate.Open();
        var policy = new WayInPolicy(ListenerName.AdminSocket, PrincipalKind.Operator, DeviceAction.ReadTwin);
        var admission = await gate.AdmitAsync(new AccessRequest(Principal.Credentials.OfSocket(), policy, stranger, default), lease);
        if (admission.IsGranted(out var permit))
        {
            All[stranger] = kept = permit;
        }

        return kept ?? Permit.Mint.Of(Principal.Credentials.OfSocket(), DeviceAction.ReadTwin, stranger, PermitTerms.Socket, lease);
    }
}

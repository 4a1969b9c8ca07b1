using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Principals;

namespace Breakwater.Snippets;

/// <summary>Route 5: making the principal oneself.</summary>
internal static class OwnPrincipal
{
    public static Principal Make() => new(PrincipalId.LocalOperator, "socket", DeviceActions.OfLocalOperator, default);
}

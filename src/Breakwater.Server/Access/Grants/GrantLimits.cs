namespace Breakwater.Server.Access.Grants;

internal static class GrantLimits
{
    /// <summary>Grants that one principal may hold; more devices than this is a fleet, which a fleet grant covers.</summary>
    public const int PerPrincipal = 1000;
}

namespace Breakwater.Server.Access.Grants;

internal static class GrantLimits
{
    /// <summary>Grants that one principal may hold; more devices than this is a fleet, which a fleet grant covers.</summary>
    public const int PerPrincipal = 1000;

    /// <summary>Distinct devices that a grant may state. Source: each is 100 bytes in the memory of its principal while it is counted, so this is 10 MB.</summary>
    public const int MostDevices = 100_000;

    public static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(7);
}

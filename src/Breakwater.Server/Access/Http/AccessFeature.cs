namespace Breakwater.Server.Access.Http;

/// <summary>What the walk through the access decision found out about a request; only the access middleware sets it.</summary>
internal sealed class AccessFeature
{
    public required Principal? Principal { get; init; }

    public Permit? Permit { get; init; }

    public FleetPermit? FleetPermit { get; init; }
}

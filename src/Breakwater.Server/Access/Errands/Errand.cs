using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;

namespace Breakwater.Server.Access.Errands;

/// <summary>
/// Something that was permitted when it was ordered and is carried out later: a queued command, a will. It is what is kept of the order, never a permit: when its time
/// has come it is compared with what has ended since, or asked anew.
/// </summary>
/// <param name="Credential">Whose revocation ends the order; that it merely expires, or is exchanged for the next, does not.</param>
/// <param name="Session">The sign-in that the credential came from, likewise; null: none.</param>
/// <param name="Grant">The grant that it was ordered under; <c>self</c> for a device over itself, <c>socket</c> for the local operator.</param>
/// <param name="AsOf">As of which ending it was permitted.</param>
/// <param name="Cause">What it is, for the log: <c>command</c>, <c>will</c>.</param>
[GenerateSerializer]
[Immutable]
internal sealed record Errand(
    [property: Id(0)] PrincipalId Principal,
    [property: Id(1)] string Credential,
    [property: Id(2)] string? Session,
    [property: Id(3)] string Grant,
    [property: Id(4)] DeviceAction Action,
    [property: Id(5)] DeviceId Device,
    [property: Id(6)] long AsOf,
    [property: Id(7)] string Cause)
{
    /// <summary>All that it was permitted on. Not stored: empty in what comes from the store, which is asked for that reason.</summary>
    [Id(8)]
    public GroundSet Grounds { get; init; }

    /// <summary>When the grant ends by itself. Not stored; whoever is asked says it again.</summary>
    [Id(9)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>The grounds that follow from who ordered what; the grant's own are for its principal to say.</summary>
    public GroundSet OwnGrounds => GroundSet.Of(
        Ground.OfCredential(Credential),
        Session is null ? default : Ground.Of(GroundKind.Session, Session),
        Principal.Kind == PrincipalKind.Device ? default : Ground.Of(Principal),
        Ground.Of(Device));
}

using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;

namespace Breakwater.Server.Access.Principals;

/// <summary>
/// Whoever a verified credential says is speaking. Authenticators make one from a credential and from nothing else: no topic, path, header or body
/// ever changes it (law 1).
/// </summary>
/// <param name="Credential">Names the credential for the ledger: <c>certificate:…</c>, <c>token:…</c>, <c>socket</c>; never the secret.</param>
/// <param name="Scopes">The most that this credential may ask for, whatever its principal was granted.</param>
/// <param name="Device">The device itself, when the principal is one.</param>
/// <param name="ExpiresAt">When the credential ends, if what it opens must end with it.</param>
public sealed record Principal(PrincipalId Id, string Credential, ActionSet Scopes, DeviceId? Device = null, DateTimeOffset? ExpiresAt = null)
{
    public PrincipalKind Kind => Id.Kind;

    /// <summary>Whoever opened the admin socket, which the host's file permissions guard.</summary>
    public static Principal LocalOperator { get; } = new(PrincipalId.LocalOperator, "socket", DeviceActions.OfLocalOperator);
}

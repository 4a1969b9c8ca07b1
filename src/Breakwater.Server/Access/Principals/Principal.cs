using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;

namespace Breakwater.Server.Access.Principals;

/// <summary>
/// Whoever a verified credential says is speaking. Made from a credential and from nothing else: no topic, path, header or body ever changes it (law 1).
/// </summary>
/// <remarks>The constructor is private, and <see cref="Credentials"/>, nested, is the only code that reaches it; who may call that is a convention test's list.</remarks>
public sealed class Principal
{
    /// <summary>The name of the credential of whoever opened the admin socket.</summary>
    internal const string SocketCredential = "socket";

    private Principal(PrincipalId id, string credential, ActionSet scopes, GroundSet grounds, DeviceId? device = null, DateTimeOffset? expiresAt = null)
    {
        Id = id;
        Credential = credential;
        Scopes = scopes;
        Grounds = grounds;
        Device = device;
        ExpiresAt = expiresAt;
    }

    public PrincipalId Id { get; }

    public PrincipalKind Kind => Id.Kind;

    /// <summary>Names the credential for the ledger: <c>certificate:…</c>, <c>token:…</c>, <c>socket</c>; never the secret.</summary>
    public string Credential { get; }

    /// <summary>The most that this credential may ask for, whatever its principal was granted.</summary>
    public ActionSet Scopes { get; }

    /// <summary>The device itself, when the principal is one.</summary>
    public DeviceId? Device { get; }

    /// <summary>When the credential ends, if what it opens must end with it.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>What it stands on: when one of these ends, whatever was permitted to it does.</summary>
    internal GroundSet Grounds { get; }

    /// <summary>One method a kind of credential, each with one caller.</summary>
    internal static class Credentials
    {
        private static readonly Principal Socket = new(
            PrincipalId.LocalOperator, SocketCredential, DeviceActions.OfLocalOperator, GroundSet.Of(Ground.Of(PrincipalId.LocalOperator)));

        /// <summary>Whoever opened the admin socket, which the host's file permissions guard.</summary>
        public static Principal OfSocket() => Socket;

        public static Principal OfToken(PrincipalId id, string credential, ActionSet scopes, DateTimeOffset expiresAt) =>
            new(id, credential, scopes, GroundSet.Of(Ground.OfCredential(credential), Ground.Of(id)), expiresAt: expiresAt);

        /// <param name="credential">See <c>DeviceAuthenticator.CredentialName</c>.</param>
        public static Principal OfCertificate(DeviceId device, string credential, ActionSet scopes, DateTimeOffset notAfter) => new(
            PrincipalId.Of(device), credential, scopes, GroundSet.Of(Ground.OfCredential(credential), Ground.Of(device)), device, notAfter);
    }
}

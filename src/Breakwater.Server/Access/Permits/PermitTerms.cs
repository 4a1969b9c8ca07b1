using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Errands;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Principals;

namespace Breakwater.Server.Access.Permits;

/// <summary>Under what something is permitted.</summary>
/// <param name="Grant">The grant's id, or what stands in its place: <c>self</c>, <c>socket</c>, <c>reach</c>.</param>
/// <param name="Reason">The grant's.</param>
/// <param name="Until">When the grant ends by itself.</param>
/// <param name="Grounds">What the decision rests on besides who is speaking.</param>
/// <param name="Commands">The highest class of commands that may be sent.</param>
internal sealed record PermitTerms(
    string Grant, string Reason, DateTimeOffset? Until = null, GroundSet Grounds = default, CommandClass Commands = CommandClass.Harmless)
{
    /// <summary>A device over itself.</summary>
    public static PermitTerms Self { get; } = new("self", "the device itself");

    /// <summary>The local operator. What he ends is no ground of his own: he still hears that it has ended.</summary>
    public static PermitTerms Socket { get; } = new("socket", "local operator");

    public DateTimeOffset? EndsWith(Principal principal) =>
        principal.ExpiresAt is { } credentialEnds && (Until is null || credentialEnds < Until) ? credentialEnds : Until;

    /// <summary>Of what was ordered earlier: its credential's own end does not end the order.</summary>
    public GroundSet GroundsOf(Errand errand) => errand.OwnGrounds.With(Grounds);

    public GroundSet GroundsOf(Principal principal, DeviceId? device)
    {
        var all = principal.Grounds.With(Grounds);
        return device is { } named && principal.Kind != PrincipalKind.Operator ? all.With(Ground.Of(named)) : all;
    }
}

namespace Breakwater.Server.Access.Observing;

/// <summary>One security-relevant observation.</summary>
/// <param name="Principal">Who, when a credential said so.</param>
/// <param name="Device">The device that was asked for, when one was named.</param>
/// <param name="Remote">The peer's address.</param>
/// <param name="WayIn">The endpoint or packet.</param>
/// <param name="Detail">What was sent, shortened and without secrets.</param>
public sealed record Signal(SignalKind Kind, string? Principal, string? Device, string? Remote, string WayIn, string? Detail)
{
    /// <summary>Characters of attacker-chosen text that are kept.</summary>
    public const int LongestDetail = 128;
}

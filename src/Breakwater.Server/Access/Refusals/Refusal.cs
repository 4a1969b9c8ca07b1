namespace Breakwater.Server.Access.Refusals;

/// <summary>Why not, and, where it was a limit, which one and when to come back.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record Refusal([property: Id(0)] RefusalReason Reason, [property: Id(1)] LimitHit? Limit = null)
{
    public static Refusal Of(RefusalReason reason) => new(reason);
}

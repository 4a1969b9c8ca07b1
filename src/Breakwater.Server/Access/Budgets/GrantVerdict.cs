using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Access.Budgets;

[GenerateSerializer]
[Immutable]
internal readonly record struct GrantVerdict(
    [property: Id(0)] RefusalReason? Refusal, [property: Id(1)] string Grant, [property: Id(2)] string Reason, [property: Id(3)] DateTimeOffset? ExpiresAt)
{
    public static GrantVerdict Refused(RefusalReason reason) => new(reason, "", "", null);
}

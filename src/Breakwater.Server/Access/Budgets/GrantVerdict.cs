using Breakwater.Contracts.Devices;
using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Access.Budgets;

/// <param name="Commands">The highest class of commands that the grants allow on the device.</param>
[GenerateSerializer]
[Immutable]
internal readonly record struct GrantVerdict(
    [property: Id(0)] RefusalReason? Refusal,
    [property: Id(1)] string Grant,
    [property: Id(2)] string Reason,
    [property: Id(3)] DateTimeOffset? ExpiresAt,
    [property: Id(4)] CommandClass Commands)
{
    public static GrantVerdict Refused(RefusalReason reason) => new(reason, "", "", null, CommandClass.Harmless);
}

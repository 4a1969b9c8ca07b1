using System.Diagnostics.CodeAnalysis;

namespace Breakwater.Server.Access.Refusals;

/// <summary>What the decision said: a permit, or why not. <c>default</c> is a refusal.</summary>
public readonly struct AccessOutcome<TPermit>
    where TPermit : class
{
    private readonly TPermit? permit;

    internal AccessOutcome(TPermit permit) => this.permit = permit;

    internal AccessOutcome(RefusalReason refusal) => Refusal = refusal;

    public RefusalReason Refusal { get; }

    public bool IsPermitted([NotNullWhen(true)] out TPermit? granted)
    {
        granted = permit;
        return permit is not null;
    }
}

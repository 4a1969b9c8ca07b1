using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Budgets;

namespace Breakwater.Server.Access.Gate;

/// <summary>The only way to a principal's grain, for the gate.</summary>
#pragma warning disable RS0030 // the door
internal sealed class PrincipalDoor(IGrainFactory grains)
{
    private readonly GrainReferences<IPrincipalGrain> references = new(key => grains.GetGrain<IPrincipalGrain>(key), grains.GetGrain);

    public IPrincipalGrain Of(PrincipalId principal) => references.Of(principal.ToString());
}
#pragma warning restore RS0030

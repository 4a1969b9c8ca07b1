namespace Breakwater.Server.Access.Budgets;

/// <summary>
/// References to grains of one kind. Orleans works out the names of an interface from its type anew at each call, which allocates more than the reference; here that
/// is done once. It makes no references of its own: both ways to one come from the door that holds this.
/// </summary>
/// <param name="byType">Any grain's reference, the long way.</param>
/// <param name="byName">The short way.</param>
internal sealed class GrainReferences<TGrain>(Func<string, TGrain> byType, Func<GrainId, GrainInterfaceType, IAddressable> byName)
    where TGrain : class, IGrainWithStringKey
{
    private GrainReference? first;

    public TGrain Of(string key)
    {
        // Not in the constructor: the names are known once the silo is. Two at once find the same.
        var known = first ??= (GrainReference)(object)byType(key);
        return (TGrain)byName(GrainId.Create(known.GrainId.Type, key), known.InterfaceType);
    }
}

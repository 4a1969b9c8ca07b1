using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Principals;

namespace Breakwater.Server.Access.Budgets;

/// <summary>Owns one principal's grants, as they stand in the store, and its reach budget, exact because there is one such grain in a cluster.</summary>
internal interface IPrincipalGrain : IGrainWithStringKey
{
    ValueTask<GrantVerdict> DecideAsync(DeviceAction action, DeviceId device);

    ValueTask<Reach> GetReachAsync(DeviceAction action);

    /// <summary>Counts the devices against the reach budget, in order; returns how many fit.</summary>
    ValueTask<int> TouchAsync(IReadOnlyList<DeviceId> devices);

    /// <summary>Reads the grants again; returns once the next decision sees the change.</summary>
    ValueTask ReloadAsync();
}

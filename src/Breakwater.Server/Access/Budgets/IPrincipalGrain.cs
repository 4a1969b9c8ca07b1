using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Asking;

namespace Breakwater.Server.Access.Budgets;

/// <summary>Owns one principal's grants, as they stand in the store, and its reach budget, which the store keeps exact wherever this grain is active.</summary>
internal interface IPrincipalGrain : IAdmits
{
    /// <summary>
    /// Whether what was ordered under the grant may still be carried out: by that grant and no other. It costs nothing and touches nothing; that was paid when it was ordered.
    /// </summary>
    ValueTask<Verdict> StandsAsync(string grant, DeviceAction action, DeviceId device, long asOf);

    /// <summary>Counts the devices that a list is about to show against the reach budget: all of them, or none.</summary>
    ValueTask<ShowVerdict> ShowAsync(DeviceAction action, IReadOnlyList<DeviceId> devices, long asOf);
}

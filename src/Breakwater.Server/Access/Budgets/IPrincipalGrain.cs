using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;

namespace Breakwater.Server.Access.Budgets;

/// <summary>Owns one principal's grants, as they stand in the store, and its reach budget, which the store keeps exact wherever this grain is active.</summary>
internal interface IPrincipalGrain : IAdmits
{
    /// <summary>Counts the devices that a list is about to show against the reach budget: all of them, or none.</summary>
    ValueTask<ShowVerdict> ShowAsync(DeviceAction action, IReadOnlyList<DeviceId> devices, long asOf);
}

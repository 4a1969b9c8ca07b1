using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Access.Budgets;

/// <summary>Owns one principal's grants, as they stand in the store, and its reach budget, exact because there is one such grain in a cluster.</summary>
internal interface IPrincipalGrain : IAdmits
{
    /// <summary>Counts the devices that a list is about to show against the reach budget, in order.</summary>
    ValueTask<ShowVerdict> ShowAsync(IReadOnlyList<DeviceId> devices, long asOf);
}

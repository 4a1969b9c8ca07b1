using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Access.Permits;

public sealed partial class FleetPermit
{
    /// <summary>The access decision for operations that name no single device.</summary>
    public sealed class Decision(IGrainFactory grains)
    {
        /// <summary>May this principal do this at all, and within which reach?</summary>
        public async ValueTask<AccessOutcome<FleetPermit>> DecideAsync(Principal principal, DeviceAction action)
        {
            if (!principal.Scopes.Contains(action))
            {
                return new(RefusalReason.ScopeMissing);
            }

            switch (principal.Kind)
            {
                case PrincipalKind.Operator when principal == Principals.Principal.LocalOperator:
                    return new(new FleetPermit(principal, action, Reach.Fleet, "socket"));
                case PrincipalKind.Owner or PrincipalKind.Service:
                    var reach = await grains.GetGrain<IPrincipalGrain>(principal.Id.ToString()).GetReachAsync(action);

                    // The ledger is about the whole fleet, or about nobody's business.
                    return action == DeviceAction.ReadLedger && !reach.WholeFleet
                        ? new(RefusalReason.NotGranted)
                        : new(new FleetPermit(principal, action, reach, "reach"));
                default:
                    return new(RefusalReason.NotGranted);
            }
        }

        /// <summary>
        /// Counts devices that a list is about to show against the principal's reach budget, so that paging through a fleet is as bounded as
        /// asking for its devices one by one, and notes them for the ledger. Returns how many of them, from the first, may be shown.
        /// </summary>
        public async ValueTask<int> CountListedAsync(FleetPermit permit, IReadOnlyList<DeviceId> devices)
        {
            var allowed = permit.Principal == PrincipalId.LocalOperator
                ? devices.Count
                : await grains.GetGrain<IPrincipalGrain>(permit.Principal.ToString()).TouchAsync(devices);
            permit.shown.AddRange(devices.Take(allowed));
            return allowed;
        }
    }
}

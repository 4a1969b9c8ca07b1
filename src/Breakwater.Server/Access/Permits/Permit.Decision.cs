using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Access.Permits;

public sealed partial class Permit
{
    /// <summary>
    /// The access decision for one device: scope, then grant, then reach budget. If it cannot answer it throws, and the caller answers 503 (law 10).
    /// </summary>
    public sealed class Decision(IGrainFactory grains)
    {
        /// <summary>May this principal do this to this device?</summary>
        public async ValueTask<AccessOutcome<Permit>> DecideAsync(Principal principal, DeviceAction action, DeviceId device)
        {
            if (!principal.Scopes.Contains(action))
            {
                return new(RefusalReason.ScopeMissing);
            }

            switch (principal.Kind)
            {
                case PrincipalKind.Device:
                    return DecideSelf(principal, action, device);
                case PrincipalKind.Operator when principal == Principals.Principal.LocalOperator:
                    return new(new Permit(principal, action, device, "socket", "local operator"));
                case PrincipalKind.Owner or PrincipalKind.Service:
                    var verdict = await grains.GetGrain<IPrincipalGrain>(principal.Id.ToString()).DecideAsync(action, device);
                    return verdict.Refusal is { } refusal
                        ? new(refusal)
                        : new(new Permit(principal, action, device, verdict.Grant, verdict.Reason, verdict.ExpiresAt, verdict.Commands));
                default:
                    return new(RefusalReason.NotGranted);
            }
        }

        /// <summary>A device's reach is itself. Decided without a look-up, since the answer is in the credential.</summary>
        public static AccessOutcome<Permit> DecideSelf(Principal principal, DeviceAction action, DeviceId device)
        {
            if (principal.Device is not { } self || self != device)
            {
                return new(RefusalReason.NotGranted);
            }

            return principal.Scopes.Contains(action) && DeviceActions.OfDevices.Contains(action)
                ? new(new Permit(principal, action, device, "self", "the device itself"))
                : new(RefusalReason.ScopeMissing);
        }
    }
}

using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Asking;
using Breakwater.Server.Access.Errands;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Access.Gate;

/// <summary>
/// The access decision, whoever speaks and by whichever way in: scope, then whose it is, then, in one call to the principal, limits, grant and budget. It knows
/// neither HTTP nor MQTT. If it cannot answer it throws, and nobody comes in (law 10).
/// </summary>
internal sealed class AccessGate(GroundTable table, LeaseRegistry leases, UseLimits uses, PrincipalDoor principals, FindDeviceActor deviceActor)
{
    /// <summary>How often something may end in the very moment of the decision before the caller is told to come back. Source: each time needs a commit in some 100 µs.</summary>
    private const int Attempts = 8;

    /// <summary>First of all, before any credential is looked up: from here on nothing that ends can be missed.</summary>
    public Lease Open() => new(table, leases);

    /// <summary>Decides until the answer holds. The lease of what is granted is the caller's, every other is closed.</summary>
    /// <param name="earlier">What it was decided under before, if it was: asked again it costs nothing, and what that lease held is the new one's. It is closed.</param>
    /// <param name="decide">From the credential on, under the lease that it is given. True: again.</param>
    /// <exception cref="StoreUnavailableException">Too much ended meanwhile, or nobody can say (law 10).</exception>
    public async ValueTask<T> DecideAsync<T>(Lease? earlier, Func<Lease, bool, ValueTask<T>> decide)
        where T : struct, IAdmission
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (lease, isAgain, isKept) = (Open(), earlier is not null, false);
            if (earlier is not null)
            {
                // Not before there is one that takes its place: what it counts among its principal's uses must not be given away meanwhile.
                lease.Replace(earlier);
                earlier.Dispose();
            }

            earlier = lease;
            try
            {
                var admission = await decide(lease, isAgain);
                isKept = admission.HasPermit || admission.HasMoved;
                if (!admission.HasMoved)
                {
                    return admission;
                }
            }
            finally
            {
                if (!isKept)
                {
                    lease.Dispose();
                }
            }
        }

        earlier!.Dispose();
        throw new StoreUnavailableException("What it rests on changed each time that it was decided.");
    }

    /// <summary>Decides, and settles the lease on what the permit rests on.</summary>
    public async ValueTask<Admission> AdmitAsync(AccessRequest request, Lease lease)
    {
        var (principal, policy) = (request.Principal, request.Policy);
        if (policy.Action is not { } action)
        {
            throw new InvalidOperationException("A way in without an action is for anybody and asks nobody.");
        }

        if (!principal.Scopes.Contains(action))
        {
            return Admission.Refused(RefusalReason.ScopeMissing);
        }

        return principal.Kind switch
        {
            PrincipalKind.Device => OfDevice(request, action, lease),
            PrincipalKind.Operator => await OfOperatorAsync(request, action, lease),
            PrincipalKind.Owner or PrincipalKind.Service => await OfPrincipalAsync(request, action, lease),
            _ => Admission.Refused(RefusalReason.NotGranted),
        };
    }

    /// <summary>
    /// A device comes in: what it may do to itself is decided at once for all of a connection, since its connection asks for nothing else. Its own grain is asked
    /// whether it may come.
    /// </summary>
    public async ValueTask<DeviceAdmission> AdmitDeviceAsync(Principal principal, Lease lease)
    {
        if (principal.Device is not { } self || !principal.Scopes.Contains(DeviceAction.Connect))
        {
            return DeviceAdmission.Refused(Refusal.Of(RefusalReason.ScopeMissing));
        }

        var verdict = await deviceActor(self).AskAsync(new Ask(DeviceAction.Connect, self, 1, IsAgain: false, lease.AsOf));
        if (verdict.Refusal is { } refusal)
        {
            return DeviceAdmission.Refused(refusal);
        }

        var terms = TermsOf(verdict);
        var permits = SelfPermits.Of(
            action => principal.Scopes.Contains(action) ? Permit.Mint.Of(principal, action, self, terms, lease) : null, verdict.Model ?? "", lease);
        return lease.Settle(terms.GroundsOf(principal, self), terms.EndsWith(principal)) ? DeviceAdmission.Granted(permits) : DeviceAdmission.Moved;
    }

    /// <summary>What was ordered earlier, on the grounds that it was ordered on. Null: one of them is not what it was.</summary>
    public Permit? Adopt(Errand errand)
    {
        var permit = Permit.Mint.Of(errand, new Lease(table, leases, errand.AsOf));
        if (permit.Lease.Settle(permit.Grounds, permit.Until))
        {
            return permit;
        }

        permit.Lease.Dispose();
        return null;
    }

    /// <summary>What was ordered earlier is to be done now: what device and grant say today. Who ordered it, and with what, <see cref="ErrandGate"/> has seen to.</summary>
    public async ValueTask<Admission> AdmitErrandAsync(Errand errand, Lease lease)
    {
        var verdict = await AskDeviceAsync(errand, lease);
        if (verdict.Refusal is null)
        {
            verdict = errand.Principal.Kind switch
            {
                PrincipalKind.Operator => verdict,
                PrincipalKind.Owner or PrincipalKind.Service =>
                    await principals.Of(errand.Principal).StandsAsync(errand.Grant, errand.Action, errand.Device, lease.AsOf),
                _ => Verdict.Refused(RefusalReason.NotGranted),
            };
        }

        return verdict.Refusal is { } refusal ? Admission.Refused(refusal) : Settled(Permit.Mint.Of(errand, errand.Action, TermsOf(verdict), lease));
    }

    /// <summary>As <see cref="AdmitErrandAsync"/>, of a device over itself: everything that it may do to itself.</summary>
    public async ValueTask<DeviceAdmission> AdmitDeviceErrandAsync(Errand errand, Lease lease)
    {
        if (errand.Principal != PrincipalId.Of(errand.Device))
        {
            return DeviceAdmission.Refused(Refusal.Of(RefusalReason.NotGranted));
        }

        var verdict = await AskDeviceAsync(errand, lease);
        if (verdict.Refusal is { } refusal)
        {
            return DeviceAdmission.Refused(refusal);
        }

        var terms = TermsOf(verdict);
        var permits = SelfPermits.Of(action => Permit.Mint.Of(errand, action, terms, lease), verdict.Model ?? "", lease);
        return lease.Settle(terms.GroundsOf(errand), terms.Until) ? DeviceAdmission.Granted(permits) : DeviceAdmission.Moved;
    }

    /// <summary>
    /// Counts devices that a list is about to show against the principal's reach budget, so that paging through a fleet is as bounded as asking for its
    /// devices one by one, and notes them for the ledger. All of them or none.
    /// </summary>
    /// <exception cref="GuardMovedException">Some are not within reach any more: the list is to be read again.</exception>
    public async ValueTask<LimitHit?> ShowAsync(FleetPermit permit, IReadOnlyList<DeviceId> devices)
    {
        if (permit.Principal != PrincipalId.LocalOperator)
        {
            var verdict = await principals.Of(permit.Principal).ShowAsync(permit.Action, devices, permit.Lease.AsOf);
            if (verdict.HasMoved)
            {
                throw new GuardMovedException();
            }

            if (verdict.Limit is { } limit)
            {
                return limit;
            }
        }

        FleetPermit.Mint.Show(permit, devices);
        return null;
    }

    /// <summary>A device's reach is itself. Decided without a look-up, since the answer is in the credential; its state is the authenticator's and its grain's to say.</summary>
    private static Admission OfDevice(AccessRequest request, DeviceAction action, Lease lease)
    {
        if (request.Principal.Device is not { } self || self != request.Device)
        {
            return Admission.Refused(RefusalReason.NotGranted);
        }

        return DeviceActions.OfDevices.Contains(action)
            ? Settled(Permit.Mint.Of(request.Principal, action, self, PermitTerms.Self, lease))
            : Admission.Refused(RefusalReason.ScopeMissing);
    }

    /// <summary>He may do all that is declared for him; how much of some of it, his own grain counts.</summary>
    private async ValueTask<Admission> OfOperatorAsync(AccessRequest request, DeviceAction action, Lease lease)
    {
        var (principal, device, policy) = (request.Principal, request.Device, request.Policy);
        if (!request.IsAgain && policy.Operator.IsBounded())
        {
            var verdict = await principals.Of(principal.Id).AskAsync(new Ask(action, device, policy.Cost, IsAgain: false, lease.AsOf, policy.Operator));
            if (verdict.Refusal is { } refusal)
            {
                return Admission.Refused(refusal);
            }
        }

        return device is { } named
            ? Settled(Permit.Mint.Of(principal, action, named, PermitTerms.Socket, lease))
            : Settled(FleetPermit.Mint.Of(principal, action, Reach.Fleet, PermitTerms.Socket, lease));
    }

    private static Admission Settled(Permit permit) =>
        permit.Lease.Settle(permit.Grounds, permit.Until) ? Admission.Granted(permit) : Admission.Moved;

    private static Admission Settled(FleetPermit permit) =>
        permit.Lease.Settle(permit.Grounds, permit.Until) ? Admission.Granted(permit) : Admission.Moved;

    private async ValueTask<Admission> OfPrincipalAsync(AccessRequest request, DeviceAction action, Lease lease)
    {
        if (!request.IsAgain && !lease.IsCounted && uses.TryTake(request.Principal.Id, request.Policy.IsStream, lease) is { } tooMany)
        {
            return Admission.Refused(new Refusal(RefusalReason.TooManyUses, tooMany));
        }

        var verdict = await principals.Of(request.Principal.Id).AskAsync(new Ask(action, request.Device, request.Policy.Cost, request.IsAgain, lease.AsOf));
        if (verdict.Refusal is { } refusal)
        {
            return Admission.Refused(refusal);
        }

        var terms = TermsOf(verdict);
        return request.Device is { } device
            ? Settled(Permit.Mint.Of(request.Principal, action, device, terms, lease))
            : Settled(FleetPermit.Mint.Of(request.Principal, action, verdict.Reach!, terms, lease));
    }

    private static PermitTerms TermsOf(Verdict verdict) => new(verdict.Grant, verdict.Reason, verdict.Until, verdict.Grounds, verdict.Commands);

    private ValueTask<Verdict> AskDeviceAsync(Errand errand, Lease lease) =>
        deviceActor(errand.Device).AskAsync(new Ask(DeviceAction.Connect, errand.Device, 0, IsAgain: true, lease.AsOf));
}

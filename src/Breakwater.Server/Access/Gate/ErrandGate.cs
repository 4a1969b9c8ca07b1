using Breakwater.Server.Access.Errands;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Access.Gate;

/// <summary>
/// Decides what was ordered earlier, at the moment when it is to be done. What ends an order: its credential or session taken away for cause, the principal gone, the
/// grant taken away or at its end, the device's state. It costs nothing and counts against no budget; both were paid when it was ordered.
/// </summary>
internal sealed class ErrandGate(AccessGate gate, Database database, IEnumerable<ICredentialStanding> credentials, TimeProvider time)
{
    /// <summary>Nothing that it rests on has ended or changed since it was ordered, so nobody is asked. Null: somebody has to be.</summary>
    public Permit? Adopt(Errand errand) =>
        errand.Grounds.IsEmpty || errand.Until <= time.GetUtcNow() ? null : gate.Adopt(errand);

    /// <summary>Asks whoever can say. The permit's lease is the caller's to close.</summary>
    /// <exception cref="StoreUnavailableException">Nobody can say at the moment: nothing is done (law 10).</exception>
    public ValueTask<Admission> AdmitAsync(Errand errand) => gate.DecideAsync(
        null, async (lease, _) => await StandsAsync(errand) ? await gate.AdmitErrandAsync(errand, lease) : Admission.Refused(RefusalReason.Unauthenticated));

    /// <summary>As <see cref="AdmitAsync"/>, for a device over itself: everything that it may do to itself.</summary>
    /// <exception cref="StoreUnavailableException">Nobody can say at the moment: nothing is done (law 10).</exception>
    public ValueTask<DeviceAdmission> AdmitDeviceAsync(Errand errand) => gate.DecideAsync(
        null, async (lease, _) => await StandsAsync(errand) ? await gate.AdmitDeviceErrandAsync(errand, lease) : DeviceAdmission.Refused(Refusal.Of(RefusalReason.Unauthenticated)));

    /// <summary>
    /// Whoever ordered it, or the device that it is for, was cut off since, even if let in again by now: what was ordered before stays undone. A device that was
    /// revoked and enrolled anew may stand elsewhere.
    /// </summary>
    private async ValueTask<bool> HasEndedSinceAsync(Errand errand)
    {
        ulong[] grounds = [Ground.OfCredential(errand.Credential).Value, Ground.Of(errand.Principal).Value, Ground.Of(errand.Device).Value];
        var asOf = errand.AsOf;
        await using var db = database.Read();
        return await db.Set<EndingRow>().AnyAsync(e => e.Number > asOf && e.IsFinal && grounds.Contains(e.Ground));
    }

    /// <summary>The operator's socket always stands, not so the device; of a kind that nobody answers for, nothing does.</summary>
    private async ValueTask<bool> StandsAsync(Errand errand)
    {
        if (errand.Credential == Principal.SocketCredential)
        {
            return !await HasEndedSinceAsync(errand);
        }

        foreach (var kind in credentials)
        {
            if (errand.Credential.StartsWith(kind.Prefix, StringComparison.Ordinal))
            {
                return await kind.StandsAsync(errand) && !await HasEndedSinceAsync(errand);
            }
        }

        return false;
    }
}

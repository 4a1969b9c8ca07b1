using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Certificates;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Enrollment;

/// <summary>What the ledger is told of certificates that devices get. A device has no intent in the ledger, so this is all there is.</summary>
internal sealed class EnrollmentOutcomes(Outbox outbox)
{
    public const string EnrolWayIn = "POST /.well-known/est/simpleenroll";
    public const string RenewWayIn = "POST /.well-known/est/simplereenroll";

    /// <param name="how">By which kind of credential.</param>
    public ValueTask<Outcome> OfEnrolmentAsync(IssuedCertificate issued, string how) =>
        outbox.PrepareAsync(Issued(EntryType.EntityCreated, "device.enrolled", issued, EnrolWayIn) with { Credential = how });

    public ValueTask<Outcome> OfRenewalAsync(Permit permit, IssuedCertificate issued) =>
        outbox.PrepareAsync(Issued(EntryType.EntityUpdated, "certificate.renewed", issued, RenewWayIn) with { Credential = permit.Credential });

    /// <summary>
    /// Before the certificate leaves. It leaves in any case: it is on disk, and so is what the ledger will be told; to the device it makes no difference which.
    /// </summary>
    public async Task EnterAsync(Outcome outcome) => await outbox.EnterAsync(outcome);

    private static LedgerEntry<Name> Issued(EntryType type, string operation, IssuedCertificate issued, string wayIn) => new()
    {
        Type = type,
        Operation = operation,
        Role = "device",
        Actor = PrincipalId.Of(issued.Device).ToString(),
        Device = issued.Device,
        WayIn = wayIn,
        Details = EntryDetails.Of(("certificate", issued.SerialNumber), ("expires", $"{issued.NotAfter:O}")),
    };
}

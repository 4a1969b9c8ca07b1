using System.Diagnostics.Metrics;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Enrollment;

/// <summary>What enrolment counts.</summary>
internal sealed class EnrollmentMetrics
{
    private static readonly Metric Certificates = new("breakwater.enrollment.certificates", "{certificate}", "Certificates issued to devices, first ones and renewals.", "kind");
    private static readonly Metric Refusals = new("breakwater.enrollment.refusals", "{refusal}", "Refused enrolments and renewals.", "reason");
    private static readonly Metric FromManifests = new("breakwater.enrollment.imported", "{device}", "Devices imported from manifests.");

    private readonly Counter<long> issued;
    private readonly Counter<long> refused;
    private readonly Counter<long> imported;

    public EnrollmentMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Breakwater.Enrollment");
        issued = meter.CreateCounter<long>(Certificates.Name, Certificates.Unit, Certificates.Meaning);
        refused = meter.CreateCounter<long>(Refusals.Name, Refusals.Unit, Refusals.Meaning);
        imported = meter.CreateCounter<long>(FromManifests.Name, FromManifests.Unit, FromManifests.Meaning);
    }

    public static IReadOnlyList<Metric> All => [Certificates, Refusals, FromManifests];

    public void Enrolled() => issued.Add(1, new KeyValuePair<string, object?>("kind", "enrolled"));

    public void Renewed() => issued.Add(1, new KeyValuePair<string, object?>("kind", "renewed"));

    public void Refused(EnrollmentRefusal reason) => refused.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    public void Imported(int devices) => imported.Add(devices);
}

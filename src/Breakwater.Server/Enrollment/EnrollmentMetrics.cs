using System.Diagnostics.Metrics;

namespace Breakwater.Server.Enrollment;

/// <summary>What enrolment counts.</summary>
internal sealed class EnrollmentMetrics
{
    private readonly Counter<long> issued;
    private readonly Counter<long> refused;
    private readonly Counter<long> imported;

    public EnrollmentMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Breakwater.Enrollment");
        issued = meter.CreateCounter<long>("breakwater.enrollment.certificates", "{certificate}", "Certificates issued to devices, first ones and renewals.");
        refused = meter.CreateCounter<long>("breakwater.enrollment.refusals", "{refusal}", "Refused enrolments and renewals, by reason.");
        imported = meter.CreateCounter<long>("breakwater.enrollment.imported", "{device}", "Devices imported from manifests.");
    }

    public void Enrolled() => issued.Add(1, new KeyValuePair<string, object?>("kind", "enrolled"));

    public void Renewed() => issued.Add(1, new KeyValuePair<string, object?>("kind", "renewed"));

    public void Refused(EnrollmentRefusal reason) => refused.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    public void Imported(int devices) => imported.Add(devices);
}

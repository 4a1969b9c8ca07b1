using Breakwater.Contracts.Ids;
using Breakwater.Server.Certificates;

namespace Breakwater.Server.Enrollment;

/// <summary>A certificate that is on disk, or why there is none. <c>default</c> is a refusal.</summary>
/// <param name="Device">The device that was meant, for the signal; null when the serial names none.</param>
internal readonly record struct EnrollmentOutcome(IssuedCertificate? Certificate, EnrollmentRefusal Refusal, DeviceId? Device)
{
    public static EnrollmentOutcome Refused(EnrollmentRefusal refusal, DeviceId? device = null) => new(null, refusal, device);
}

using Breakwater.Server.Rooms;

namespace Breakwater.Server.Enrollment;

/// <summary><c>enrollment.*</c>.</summary>
internal static class EnrollmentSettings
{
    public static Section<EnrollmentOptions> Section { get; } = new Section<EnrollmentOptions>("enrollment", o => o.Validate())
        .List("manufacturerTrustAnchors", "PEM files, separated by commas", "Authorities whose initial device identities (IDevID) may enrol devices of the manifest.", (o, v) => o with { ManufacturerTrustAnchors = v });
}

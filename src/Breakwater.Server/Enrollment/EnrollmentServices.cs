namespace Breakwater.Server.Enrollment;

/// <summary>
/// What the endpoints of this folder need. Hosting provides the rest: the database, the certificate authority, the device authenticator, the
/// manufacturers' trust, options, signals, ledger, outbox and time.
/// </summary>
public static class EnrollmentServices
{
    public static IServiceCollection AddEnrollment(this IServiceCollection services) => services
        .AddSingleton<EnrollmentMetrics>()
        .AddSingleton<EnrollmentOutcomes>()
        .AddSingleton<DeviceEnrollment>()
        .AddSingleton<EstEnrollment>()
        .AddSingleton<ManifestImport>()
        .AddSingleton<Reclaim>();
}

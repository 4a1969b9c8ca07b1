using Breakwater.Server.Certificates;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Enrollment;

/// <summary>How devices come: the factory's manifest, EST, the first boot.</summary>
internal sealed class EnrollmentRoom : Room
{
    public override IReadOnlyList<string> Knows => ["Access", "Certificates", "Devices", "Http", "Ledger", "Storage"];

    public override EventIds? LogEvents => new(5100, 5199);

    public override IReadOnlyList<Metric> Metrics => EnrollmentMetrics.All;

    public override IReadOnlyList<Section> Sections => [EnrollmentSettings.Section];

    public override Task OpenAsync(OpenThings things, CancellationToken cancellationToken)
    {
        things.Share(ManufacturerTrust.Open(things.Section<EnrollmentOptions>().ManufacturerTrustAnchors, things.Time));
        return Task.CompletedTask;
    }

    public override void Add(IServiceCollection services)
    {
        services.AddSingleton<EnrollmentMetrics>().AddSingleton<EnrollmentOutcomes>();
        services.AddSingleton<DeviceEnrollment>().AddSingleton<EstEnrollment>().AddSingleton<ManifestImport>().AddSingleton<Reclaim>();
    }

    public override void Map(IEndpointRouteBuilder routes)
    {
        EstEndpoints.Map(routes);
        ManifestEndpoints.Map(routes);
    }
}

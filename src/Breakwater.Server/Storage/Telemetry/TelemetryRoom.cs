using Breakwater.Server.Rooms;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary>The log of time series.</summary>
internal sealed class TelemetryRoom : Room
{
    public override IReadOnlyList<Section> Sections => [TelemetrySettings.Section];

    public override async Task OpenAsync(OpenThings things, CancellationToken cancellationToken) => things.Hold(await TelemetryLog.OpenAsync(
        things.Section<DataFolder>(), things.Section<TelemetryOptions>(), things.Time, things.Loggers.CreateLogger<TelemetryLog>(), cancellationToken));

    public override void Add(IServiceCollection services) => services.AddSingleton<TelemetryReader>();
}

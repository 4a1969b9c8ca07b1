using System.Globalization;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Devices.Telemetry;

/// <summary>Reads a device's telemetry.</summary>
internal sealed class TelemetryArchive(TelemetryReader reader)
{
    public async Task<Page<TelemetryStream>> ListStreamsAsync(Permit permit, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadTelemetry);
        var device = permit.Device.ToString();
        var streams = new List<TelemetryStream>();
        foreach (var stream in reader.StreamsOf(device).Order(StringComparer.Ordinal))
        {
            streams.Add(new TelemetryStream(stream, await LatestAsync(permit, stream, cancellationToken)));
        }

        return new Page<TelemetryStream>(streams, null);
    }

    /// <summary>Null: the device has no such stream, or nothing in it.</summary>
    public async Task<TelemetryPoint?> LatestAsync(Permit permit, string stream, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadTelemetry);
        return reader.TryGetSeries(permit.Device.ToString(), stream, out var series)
            && await reader.LatestAsync(series, cancellationToken) is { } point
            ? TelemetryPoints.ToContract(point)
            : null;
    }

    /// <summary>Null: the device has no such stream.</summary>
    public async Task<Page<TelemetryPoint>?> ReadAsync(Permit permit, string stream, TelemetryRange range, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadTelemetry);
        if (!reader.TryGetSeries(permit.Device.ToString(), stream, out var series))
        {
            return null;
        }

        var points = await reader.ReadAsync(series, range.FromMicros, range.ToMicros, range.Skip, range.Limit + 1, cancellationToken);
        if (points.Count <= range.Limit)
        {
            return new Page<TelemetryPoint>([.. points.Select(TelemetryPoints.ToContract)], null);
        }

        // The cursor is a time and how many points of that very microsecond have been shown: it stays right while points are added or compacted.
        var last = points[range.Limit - 1].AtMicros;
        var shown = points.Take(range.Limit).Count(p => p.AtMicros == last) + (last == range.FromMicros ? range.Skip : 0);
        return new Page<TelemetryPoint>(
            [.. points.Take(range.Limit).Select(TelemetryPoints.ToContract)],
            string.Create(CultureInfo.InvariantCulture, $"{last}-{shown}"));
    }
}

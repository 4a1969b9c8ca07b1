using Breakwater.Contracts.Devices;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Devices.Telemetry;

/// <summary>Reads a device's telemetry.</summary>
internal sealed class TelemetryArchive(TelemetryReader reader)
{
    /// <summary>By name. A page has as much payload as one of points.</summary>
    /// <param name="after">The last stream of the page before; null for the first page.</param>
    public async Task<Page<StreamAnswer>> ListStreamsAsync(Permit permit, string? after, PageRoom room, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadTelemetry);
        using var turn = await room.EnterAsync(cancellationToken);
        var device = permit.Device.ToString();
        var streams = new List<StreamAnswer>();
        foreach (var stream in reader.StreamsOf(device).Where(s => string.CompareOrdinal(s, after) > 0).Order(StringComparer.Ordinal))
        {
            var latest = await StoredLatestAsync(permit, stream, cancellationToken);
            if (!room.TryTake(latest?.Payload.Length ?? 0))
            {
                return new Page<StreamAnswer>(streams, streams[^1].Stream);
            }

            streams.Add(new StreamAnswer(stream, latest is { } point ? PointAnswer.Of(point) : null));
        }

        return new Page<StreamAnswer>(streams, null);
    }

    /// <summary>Null: the device has no such stream, or nothing in it.</summary>
    public async Task<PointAnswer?> LatestAsync(Permit permit, string stream, PageRoom room, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadTelemetry);
        using var turn = await room.EnterAsync(cancellationToken);
        if (await StoredLatestAsync(permit, stream, cancellationToken) is not { } point)
        {
            return null;
        }

        room.Take(point.Payload.Length);
        return PointAnswer.Of(point);
    }

    /// <summary>Null: the device has no such stream.</summary>
    public async Task<Page<PointAnswer>?> ReadAsync(Permit permit, string stream, TelemetryRange range, PageRoom room, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadTelemetry);
        if (!reader.TryGetSeries(permit.Device.ToString(), stream, out var series))
        {
            return null;
        }

        using var turn = await room.EnterAsync(cancellationToken);
        var (points, hasMore) = await reader.ReadAsync(
            series, range.FromMicros, range.ToMicros, range.Skip, range.Limit, room.TryTake, cancellationToken);
        return new Page<PointAnswer>([.. points.Select(PointAnswer.Of)], hasMore ? range.CursorAfter(points) : null);
    }

    private async Task<StoredPoint?> StoredLatestAsync(Permit permit, string stream, CancellationToken cancellationToken) =>
        reader.TryGetSeries(permit.Device.ToString(), stream, out var series) ? await reader.LatestAsync(series, cancellationToken) : null;
}

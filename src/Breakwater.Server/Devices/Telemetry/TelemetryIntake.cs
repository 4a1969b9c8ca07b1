using System.Buffers;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Devices.Live;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Devices.Telemetry;

/// <summary>Where a device's connection puts its telemetry: no grain call, no allocation a message.</summary>
internal sealed class TelemetryIntake(TelemetryLog log, TelemetryReader reader, LiveFeeds feeds, DeviceLimits limits, TimeProvider time)
{
    /// <summary>The series of the permit's device and stream, or null when the device has as many streams as it may have.</summary>
    /// <exception cref="StoreUnavailableException">A new stream could not be written.</exception>
    /// <exception cref="GuardMovedException">The permit does not hold any more; a new stream would be an effect.</exception>
    public SeriesId? Open(Permit permit, string stream)
    {
        permit.Demand(DeviceAction.PublishTelemetry);
        var device = permit.Device.ToString();
        if (reader.TryGetSeries(device, stream, out var series))
        {
            return series;
        }

        using var effect = permit.Lease.Enter();
        return !effect.Allowed ? throw new GuardMovedException()
            : reader.StreamsOf(device).Count >= limits.Streams ? null
            : log.GetSeries(device, stream);
    }

    /// <inheritdoc cref="TelemetryLog.TryAppend"/>
    public bool TryAppend(
        Permit permit, SeriesId series, string stream, in ReadOnlySequence<byte> payload, ICommitObserver? observer, ref long observedBatch)
    {
        var now = time.GetUtcNow();
        if (!log.TryAppend(series, UnixMicros.From(now), payload, observer, ref observedBatch))
        {
            return false;
        }

        if (feeds.IsWatched(permit, LiveEvents.Telemetry))
        {
            var live = new LivePointAnswer(stream, PointAnswer.Of(now, payload.ToArray()));
            feeds.Publish(permit, LiveItem.Of(LiveEvents.Telemetry, live, TelemetryJson.Default.LivePointAnswer));
        }

        return true;
    }

    /// <summary>See <see cref="TelemetryLog.IsFull"/>.</summary>
    public bool IsFull => log.IsFull;

    /// <summary>Asked before anything is counted against the device.</summary>
    /// <exception cref="StoreUnavailableException">Nothing is taken at the moment.</exception>
    public void DemandRoom()
    {
        if (log.IsFull)
        {
            throw new StoreUnavailableException("Telemetry cannot be compacted, and no more is taken.");
        }
    }

    /// <inheritdoc cref="TelemetryLog.RoomAsync"/>
    public Task RoomAsync(CancellationToken cancellationToken) => log.RoomAsync(cancellationToken);
}

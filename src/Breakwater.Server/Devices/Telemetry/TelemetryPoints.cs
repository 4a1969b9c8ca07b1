using Breakwater.Contracts.Devices;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Devices.Telemetry;

/// <summary>Stored points as callers see them.</summary>
internal static class TelemetryPoints
{
    public static TelemetryPoint ToContract(StoredPoint point) =>
        ToContract(UnixMicros.ToTime(point.AtMicros), point.Payload.Span);

    public static TelemetryPoint ToContract(DateTimeOffset at, ReadOnlySpan<byte> payload) =>
        Json.TryElement(payload) is { } value
            ? new TelemetryPoint(at, value, null)
            : new TelemetryPoint(at, null, Convert.ToBase64String(payload));
}

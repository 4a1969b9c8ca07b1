using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Devices.Telemetry;

/// <summary>A <see cref="TelemetryPoint"/> on its way out, with its payload as it was stored.</summary>
internal sealed record PointAnswer(DateTimeOffset At, RawJson? Value, ReadOnlyMemory<byte>? Base64)
{
    public static PointAnswer Of(StoredPoint point) => Of(UnixMicros.ToTime(point.AtMicros), point.Payload);

    public static PointAnswer Of(DateTimeOffset at, ReadOnlyMemory<byte> payload) =>
        Json.TryRaw(payload) is { } value ? new PointAnswer(at, value, null) : new PointAnswer(at, null, payload);
}

/// <summary>A <see cref="TelemetryStream"/> on its way out.</summary>
internal sealed record StreamAnswer(string Stream, PointAnswer? Latest);

/// <summary>A <see cref="LiveTelemetry"/> on its way out.</summary>
internal sealed record LivePointAnswer(string Stream, PointAnswer Point);

/// <summary>As ContractsJson writes them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PointAnswer))]
[JsonSerializable(typeof(LivePointAnswer))]
[JsonSerializable(typeof(Page<PointAnswer>))]
[JsonSerializable(typeof(Page<StreamAnswer>))]
internal sealed partial class TelemetryJson : JsonSerializerContext;

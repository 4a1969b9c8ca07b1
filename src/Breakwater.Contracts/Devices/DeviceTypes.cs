using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Contracts.Ids;

namespace Breakwater.Contracts.Devices;

/// <summary>Where a device stands in its life.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeviceState>))]
public enum DeviceState
{
    /// <summary>In the factory manifest; has no certificate yet.</summary>
    [JsonStringEnumMemberName("manufactured")]
    Manufactured,

    /// <summary>Enrolled; may connect.</summary>
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>Cut off until an operator releases it; its certificate stays its own.</summary>
    [JsonStringEnumMemberName("quarantined")]
    Quarantined,

    /// <summary>Its certificates are revoked; only a new claim brings it back.</summary>
    [JsonStringEnumMemberName("revoked")]
    Revoked,

    /// <summary>At the end of its life; it never comes back.</summary>
    [JsonStringEnumMemberName("retired")]
    Retired,
}

/// <summary>A device as whoever reaches it sees it.</summary>
/// <param name="LastSeenAt">When it last connected or disconnected; null before the first time.</param>
public sealed record DeviceSummary(DeviceId Id, string Serial, string Model, DeviceState State, bool Connected, DateTimeOffset? LastSeenAt);

/// <summary>One page of a list.</summary>
/// <param name="Next">Pass as <c>cursor</c> for the following page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>One half of a twin.</summary>
/// <param name="Version">Counts the changes of this half, from 0 (never set).</param>
public sealed record TwinSection(long Version, DateTimeOffset? UpdatedAt, JsonElement State);

/// <summary>The desired and the reported state of a device.</summary>
public sealed record Twin(TwinSection Desired, TwinSection Reported);

/// <summary>One telemetry point. Exactly one of <paramref name="Value"/> (the payload was JSON) and <paramref name="Base64"/> (it was not) is set.</summary>
public sealed record TelemetryPoint(DateTimeOffset At, JsonElement? Value, string? Base64);

/// <summary>A telemetry stream and its latest point.</summary>
public sealed record TelemetryStream(string Stream, TelemetryPoint? Latest);

/// <summary>A map or other document that a device keeps in the cloud; its bytes are at <c>/v1/devices/{id}/maps/{name}</c>.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal; also the ETag.</param>
public sealed record MapSummary(string Name, long Version, DateTimeOffset At, string ContentType, long Length, string Sha256);

/// <summary>Something that happened on a device.</summary>
/// <param name="Id">Counts the device's own events, from 1.</param>
public sealed record DeviceEvent(long Id, string Name, DateTimeOffset At, JsonElement? Value, string? Base64);

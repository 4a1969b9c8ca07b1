using System.Text.Json;
using Breakwater.Contracts.Ledger;

namespace Breakwater.Contracts.Devices;

/// <summary>The event types of <c>GET /v1/devices/{id}/live</c> (server-sent events); the data of each is one JSON object.</summary>
public static class LiveEvents
{
    public const string Telemetry = "telemetry";
    public const string Reported = "reported";
    public const string Desired = "desired";
    public const string Command = "command";
    public const string Map = "map";
    public const string Event = "event";
    public const string Presence = "presence";

    /// <summary>An operator or a service touched the device for the first time: an <see cref="AccessNotice"/>.</summary>
    public const string Access = "access";
}

public sealed record LiveTelemetry(string Stream, TelemetryPoint Point);

public sealed record LivePresence(bool Connected, DateTimeOffset At);

/// <param name="State">The whole half after the change.</param>
public sealed record LiveTwin(long Version, DateTimeOffset At, JsonElement State);

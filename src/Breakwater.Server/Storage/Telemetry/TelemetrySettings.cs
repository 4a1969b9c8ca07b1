using Breakwater.Server.Rooms;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary><c>telemetry.*</c>.</summary>
internal static class TelemetrySettings
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static Section<TelemetryOptions> Section { get; } = new Section<TelemetryOptions>("telemetry")
        .Duration("retention", Hour, 3650 * Day, "How long telemetry is kept.", o => o.Retention, (o, v) => o with { Retention = v })
        .Duration("compactAfter", Second, Day, "Age of the oldest uncompacted point after which compaction starts.", o => o.CompactAfter, (o, v) => o with { CompactAfter = v })
        .Number("compactAfterBytes", 64 * 1024, 1024 * 1024 * 1024, "Uncompacted bytes after which compaction starts; they are held in memory too.", o => o.CompactAfterBytes, (o, v) => o with { CompactAfterBytes = v })
        .Number("pendingBytes", 64 * 1024, 1024 * 1024 * 1024, "Bytes that may wait for a commit.", o => o.PendingBytes, (o, v) => o with { PendingBytes = v });
}

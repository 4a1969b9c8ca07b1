namespace Breakwater.Server.Storage.Telemetry;

/// <summary>How telemetry is kept.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Points older than this are removed. Source: a month of history is what the device apps of the field show.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Uncompacted bytes after which compaction starts; they are also held in memory, where recent reads find them.</summary>
    public int CompactAfterBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// Uncompacted bytes beyond which nothing is committed any more, because compaction fails. Source: an hour of a fleet that sends 30 KB a second, to repair what is
    /// wrong.
    /// </summary>
    public long UncompactedBytes => 4L * Math.Max(0, CompactAfterBytes);

    /// <summary>From a compaction that failed to the next. And how often a log that is silent looks whether something is due.</summary>
    public TimeSpan CompactAgain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Age of the oldest uncompacted point after which compaction starts.</summary>
    public TimeSpan CompactAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes that may wait for a commit; a device that wants to add more waits, with its connection. Source: twice what an SSD writes in a 50 ms stall.</summary>
    public int PendingBytes { get; init; } = 16 * 1024 * 1024;
}

namespace Breakwater.Server.Storage;

/// <summary>Events 1000–1099.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(1000, LogLevel.Error, "A commit of {Units} changes failed; none of them happened")]
    public static partial void CommitFailed(ILogger logger, Exception exception, int units);

    [LoggerMessage(1001, LogLevel.Error, "A commit of {Records} telemetry records ({Bytes} bytes) failed; none of them was acknowledged")]
    public static partial void TelemetryCommitFailed(ILogger logger, Exception exception, int records, int bytes);

    [LoggerMessage(1002, LogLevel.Debug, "Compacted {Blocks} telemetry blocks ({Records} records) into {Chunks} chunks of {Bytes} bytes")]
    public static partial void Compacted(ILogger logger, int blocks, int records, int chunks, long bytes);

    [LoggerMessage(1003, LogLevel.Error, "Compaction of telemetry failed; it will be tried again")]
    public static partial void CompactionFailed(ILogger logger, Exception exception);

    [LoggerMessage(1005, LogLevel.Error, "A connection could not be told that its telemetry is on disk, or is not")]
    public static partial void ObserverFailed(ILogger logger, Exception exception);

    [LoggerMessage(1006, LogLevel.Error, "{Bytes} bytes of telemetry wait for a compaction that fails, and no more is taken until it succeeds; see event 1003")]
    public static partial void TelemetryFull(ILogger logger, long bytes);

    [LoggerMessage(1004, LogLevel.Information, "Removed {Chunks} telemetry chunks older than {Cutoff}")]
    public static partial void RetentionApplied(ILogger logger, int chunks, LoggedTime cutoff);
}

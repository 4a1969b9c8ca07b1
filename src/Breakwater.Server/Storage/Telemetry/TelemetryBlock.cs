namespace Breakwater.Server.Storage.Telemetry;

/// <summary>A committed batch that is not compacted yet: on disk as one row, and here for recent reads.</summary>
/// <param name="Sequence">Its row; blocks are numbered in commit order.</param>
internal sealed record TelemetryBlock(long Sequence, long LastAtMicros, int Records, byte[] Data);

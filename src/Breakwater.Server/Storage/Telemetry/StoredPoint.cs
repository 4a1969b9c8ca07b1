namespace Breakwater.Server.Storage.Telemetry;

/// <summary>One stored telemetry point.</summary>
/// <param name="AtMicros">Microseconds since the Unix epoch, when the gateway received it.</param>
public readonly record struct StoredPoint(long AtMicros, ReadOnlyMemory<byte> Payload);

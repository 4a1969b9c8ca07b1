namespace Breakwater.Server.Storage.Telemetry;

/// <summary>A device's stream, as the telemetry store numbers it.</summary>
public readonly record struct SeriesId(int Value);

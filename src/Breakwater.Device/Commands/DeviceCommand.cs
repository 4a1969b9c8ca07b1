namespace Breakwater.Device.Commands;

/// <summary>Something that the owner or an operator asks of the device.</summary>
/// <param name="Id">Of this one request; the same id again is the same request.</param>
/// <param name="Payload">JSON, or empty.</param>
public sealed record DeviceCommand(string Name, string Id, ReadOnlyMemory<byte> Payload);

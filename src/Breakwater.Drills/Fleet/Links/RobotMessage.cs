namespace Breakwater.Drills.Fleet.Links;

internal enum RobotMessageKind
{
    Telemetry,
    Reported,
    Map,
    Event,
}

/// <summary>Something that a robot tells its cloud.</summary>
internal readonly record struct RobotMessage(RobotMessageKind Kind, string Name, ReadOnlyMemory<byte> Payload);

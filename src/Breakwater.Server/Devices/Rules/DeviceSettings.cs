using Breakwater.Server.Rooms;

namespace Breakwater.Server.Devices.Rules;

/// <summary><c>devices.*</c>.</summary>
internal static class DeviceSettings
{
    public static Section<DeviceLimits> Section { get; } = new Section<DeviceLimits>("devices")
        .Number("twinBytes", 1024, 1024 * 1024, "Bytes of JSON in each half of a twin.", o => o.TwinBytes, (o, v) => o with { TwinBytes = v })
        .Number("openCommands", 1, 10_000, "Commands of one device that have not ended.", o => o.OpenCommands, (o, v) => o with { OpenCommands = v })
        .Number("commandBytes", 256, 1024 * 1024, "Bytes of a command's payload.", o => o.CommandBytes, (o, v) => o with { CommandBytes = v })
        .Number("commandHistory", 10, 100_000, "Ended commands that are kept a device.", o => o.CommandHistory, (o, v) => o with { CommandHistory = v })
        .Number("streams", 1, 10_000, "Telemetry streams a device.", o => o.Streams, (o, v) => o with { Streams = v })
        .Number("maps", 1, 1000, "Maps and other documents a device.", o => o.Maps, (o, v) => o with { Maps = v })
        .Number("mapVersions", 1, 1000, "Versions kept of each document.", o => o.MapVersions, (o, v) => o with { MapVersions = v })
        .Number("mapBytes", 1024, 256 * 1024 * 1024, "Bytes of a document after decoding.", o => o.MapBytes, (o, v) => o with { MapBytes = v })
        .Number("eventHistory", 10, 100_000, "Events kept a device.", o => o.EventHistory, (o, v) => o with { EventHistory = v });
}

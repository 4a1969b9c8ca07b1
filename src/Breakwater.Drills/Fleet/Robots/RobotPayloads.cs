using System.Buffers;
using System.Text.Json;

namespace Breakwater.Drills.Fleet.Robots;

/// <summary>What a robot says about itself. Serial and canary are in all of it, so that a leak of any part names its robot.</summary>
internal static class RobotPayloads
{
    /// <summary>The telemetry of every few seconds: what the robots of the incident sent.</summary>
    public static ReadOnlyMemory<byte> State(Robot robot, long sequence)
    {
        var buffer = new ArrayBufferWriter<byte>(320);
        using var json = Begin(buffer, robot);
        json.WriteString("status"u8, Text(robot.Status));
        json.WriteNumber("battery"u8, Math.Round(robot.Battery, 1));
        json.WriteNumber("x"u8, robot.Position.X);
        json.WriteNumber("y"u8, robot.Position.Y);
        json.WriteNumber("room"u8, robot.Room);
        json.WriteNumber("cleanedArea"u8, robot.CleanedArea);
        json.WriteStartArray("obstacles"u8);
        foreach (var obstacle in robot.Home.Obstacles)
        {
            if (robot.Home.RoomAt(obstacle.Cell) == robot.Room)
            {
                json.WriteStringValue(obstacle.Label);
            }
        }

        json.WriteEndArray();
        json.WriteNumber("sequence"u8, sequence);
        return End(json, buffer);
    }

    /// <summary>The merge patch of the reported twin.</summary>
    public static ReadOnlyMemory<byte> Reported(Robot robot)
    {
        var buffer = new ArrayBufferWriter<byte>(192);
        using var json = Begin(buffer, robot);
        json.WriteString("status"u8, Text(robot.Status));
        json.WriteString("fanSpeed"u8, Text(robot.FanSpeed));
        return End(json, buffer);
    }

    public static ReadOnlyMemory<byte> Event(Robot robot, string what)
    {
        var buffer = new ArrayBufferWriter<byte>(192);
        using var json = Begin(buffer, robot);
        json.WriteString("event"u8, what);
        return End(json, buffer);
    }

    public static string Text(RobotStatus status) => status switch
    {
        RobotStatus.Docked => "docked",
        RobotStatus.Cleaning => "cleaning",
        RobotStatus.Paused => "paused",
        _ => "returning",
    };

    public static string Text(FanSpeed speed) => speed switch
    {
        FanSpeed.Low => "low",
        FanSpeed.Medium => "medium",
        FanSpeed.High => "high",
        _ => "max",
    };

    private static Utf8JsonWriter Begin(ArrayBufferWriter<byte> buffer, Robot robot)
    {
        var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("serial"u8, robot.Serial);
        json.WriteString("canary"u8, robot.Canary);
        return json;
    }

    private static ReadOnlyMemory<byte> End(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer)
    {
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}

using System.Buffers;
using System.Text.Json;
using Breakwater.Drills.Fleet.Homes;

namespace Breakwater.Drills.Fleet.Robots;

/// <summary>Writes a home as Valetudo does (<c>ValetudoMap</c>, version 2): 5 cm pixels, run-length rows, points in centimetres.</summary>
internal static class ValetudoMap
{
    private const int PixelCentimetres = 5;
    private const int PixelsPerCell = FloorPlan.CellCentimetres / PixelCentimetres;

    public static ReadOnlyMemory<byte> Write(FloorPlan plan, Robot robot)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using var json = new Utf8JsonWriter(buffer);
        var floor = Enumerable.Range(0, plan.Count).Count(cell => plan.RoomAt(cell) > 0);
        json.WriteStartObject();
        json.WriteString("__class", "ValetudoMap");
        json.WriteStartObject("metaData");
        json.WriteNumber("version", 2);
        json.WriteNumber("totalLayerArea", floor * FloorPlan.CellCentimetres * FloorPlan.CellCentimetres);
        json.WriteString("serial", robot.Serial);
        json.WriteString("canary", robot.Canary);
        json.WriteEndObject();
        json.WriteStartObject("size");
        json.WriteNumber("x", plan.Width * FloorPlan.CellCentimetres);
        json.WriteNumber("y", plan.Height * FloorPlan.CellCentimetres);
        json.WriteEndObject();
        json.WriteNumber("pixelSize", PixelCentimetres);
        json.WriteStartArray("layers");
        for (var room = 1; room <= plan.Rooms; room++)
        {
            WriteLayer(json, plan, room);
        }

        WriteLayer(json, plan, 0);
        json.WriteEndArray();
        WriteEntities(json, plan, robot);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <param name="room">A room's number; 0 for the walls.</param>
    private static void WriteLayer(Utf8JsonWriter json, FloorPlan plan, int room)
    {
        var runs = Runs(plan, room).ToList();
        var pixels = runs.Sum(run => run.Length);
        json.WriteStartObject();
        json.WriteString("__class", "MapLayer");
        json.WriteString("type", room == 0 ? "wall" : "segment");
        json.WriteStartObject("metaData");
        if (room > 0)
        {
            json.WriteString("segmentId", room.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WriteBoolean("active", false);
            json.WriteString("source", "regular");
        }

        json.WriteNumber("area", pixels * PixelCentimetres * PixelCentimetres);
        json.WriteEndObject();
        json.WriteStartArray("pixels");
        json.WriteEndArray();
        json.WriteStartArray("compressedPixels");
        foreach (var (x, y, length) in runs)
        {
            json.WriteNumberValue(x);
            json.WriteNumberValue(y);
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
        json.WriteStartObject("dimensions");
        WriteDimension(json, "x", runs.Min(run => run.X), runs.Max(run => run.X + run.Length - 1));
        WriteDimension(json, "y", runs.Min(run => run.Y), runs.Max(run => run.Y));
        json.WriteNumber("pixelCount", pixels);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDimension(Utf8JsonWriter json, string name, int minimum, int maximum)
    {
        json.WriteStartObject(name);
        json.WriteNumber("min", minimum);
        json.WriteNumber("max", maximum);
        json.WriteNumber("mid", (minimum + maximum) / 2);
        json.WriteNumber("avg", (minimum + maximum) / 2);
        json.WriteEndObject();
    }

    private static IEnumerable<(int X, int Y, int Length)> Runs(FloorPlan plan, int room)
    {
        for (var row = 0; row < plan.Height * PixelsPerCell; row++)
        {
            for (var x = 0; x < plan.Width;)
            {
                var length = 0;
                while (x + length < plan.Width && plan.RoomAt(plan.CellAt(x + length, row / PixelsPerCell)) == room)
                {
                    length++;
                }

                if (length > 0)
                {
                    yield return (x * PixelsPerCell, row, length * PixelsPerCell);
                }

                x += Math.Max(length, 1);
            }
        }
    }

    private static void WriteEntities(Utf8JsonWriter json, FloorPlan plan, Robot robot)
    {
        json.WriteStartArray("entities");
        WritePoint(json, "robot_position", robot.Position, angle: robot.Angle, label: null);
        WritePoint(json, "charger_location", plan.Centimetres(plan.Dock), angle: 0, label: null);
        foreach (var obstacle in plan.Obstacles)
        {
            WritePoint(json, "obstacle", plan.Centimetres(obstacle.Cell), angle: null, obstacle.Label);
        }

        json.WriteEndArray();
    }

    private static void WritePoint(Utf8JsonWriter json, string type, (int X, int Y) point, int? angle, string? label)
    {
        json.WriteStartObject();
        json.WriteString("__class", "PointMapEntity");
        json.WriteString("type", type);
        json.WriteStartObject("metaData");
        if (angle is { } degrees)
        {
            json.WriteNumber("angle", degrees);
        }

        if (label is not null)
        {
            json.WriteString("label", label);
        }

        json.WriteEndObject();
        json.WriteStartArray("points");
        json.WriteNumberValue(point.X);
        json.WriteNumberValue(point.Y);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The middle of a cell.</summary>
    public static (int X, int Y) Centimetres(this FloorPlan plan, int cell)
    {
        var (x, y) = plan.Position(cell);
        return ((x * FloorPlan.CellCentimetres) + (FloorPlan.CellCentimetres / 2), (y * FloorPlan.CellCentimetres) + (FloorPlan.CellCentimetres / 2));
    }
}

using System.IO.Compression;
using System.Text.Json;
using Breakwater.Drills.Fleet.Robots;
using CsCheck;

namespace Breakwater.Drills.Tests.Fleet;

public sealed class ValetudoMapTests
{
    [Fact]
    public void Write_AnyHome_AreasAndPixelsAgree() => Gen.Int.Sample(seed =>
    {
        var robot = new Robot("1", "2", seed);
        using var map = JsonDocument.Parse(ValetudoMap.Write(robot.Home, robot));
        var layers = map.RootElement.GetProperty("layers").EnumerateArray().ToList();
        var segments = layers.Where(layer => layer.GetProperty("type").GetString() == "segment").ToList();
        return segments.Count == robot.Home.Rooms
            && layers.All(layer => Pixels(layer) == layer.GetProperty("dimensions").GetProperty("pixelCount").GetInt32())
            && segments.Sum(Pixels) * 25 == map.RootElement.GetProperty("metaData").GetProperty("totalLayerArea").GetInt32();
    }, iter: 50);

    [Fact]
    public void Write_ComparedWithRealMaps_HasTheirProperties()
    {
        var folder = FindShared();
        Assert.SkipWhen(folder is null, "There are no real maps at ../shared/data/maps.");
        var robot = new Robot("1", "2", 1);
        using var map = JsonDocument.Parse(ValetudoMap.Write(robot.Home, robot));
        foreach (var file in Directory.EnumerateFiles(folder, "*.json.gz"))
        {
            using var real = JsonDocument.Parse(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            Assert.Superset(Names(real.RootElement), Names(map.RootElement));
            foreach (var type in (string[])["segment", "wall"])
            {
                Assert.Superset(Names(Layer(real, type)), Names(Layer(map, type)).Append("pixels").ToHashSet());
            }
        }
    }

    private static int Pixels(JsonElement layer) => layer.GetProperty("compressedPixels").EnumerateArray().Chunk(3).Sum(run => run[2].GetInt32());

    private static JsonElement Layer(JsonDocument map, string type) =>
        map.RootElement.GetProperty("layers").EnumerateArray().First(layer => layer.GetProperty("type").GetString() == type);

    private static HashSet<string> Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static string? FindShared()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var maps = Path.Combine(folder.FullName, "..", "shared", "data", "maps");
            if (Directory.Exists(maps))
            {
                return maps;
            }
        }

        return null;
    }
}

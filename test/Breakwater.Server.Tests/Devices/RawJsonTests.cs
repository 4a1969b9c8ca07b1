using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Breakwater.Contracts;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Commands;
using Breakwater.Server.Devices.Events;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Devices.Telemetry;
using Breakwater.Server.Devices.Twins;

namespace Breakwater.Server.Tests.Devices;

/// <summary>What goes out as it was stored is what an element of it would have said.</summary>
public sealed class RawJsonTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 14, 0, 0, 123, TimeSpan.Zero);

    [Theory]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("x", false)]
    [InlineData("1 2", false)]
    [InlineData("{\"a\":1,}", false)]
    [InlineData("\"\\ud800\"", false)]
    [InlineData("\"\\udc00\\ud800\"", false)]
    [InlineData("\"\\ud800\\u0041\"", false)]
    [InlineData("{\"\\uDFFF\":1}", false)]
    [InlineData("\"\\ud83d\\ude00\\n\\\\u\"", true)]
    [InlineData("\"\\\\ud800\"", true)]
    [InlineData(" {\r\n\"a\" : [1e5, null, \"<é>\"]}\n", true)]
    public void TryRaw_IsWhatAnElementSays(string text, bool isJson)
    {
        AssertSame(Encoding.UTF8.GetBytes(text));
        Assert.Equal(isJson, Json.TryRaw(Encoding.UTF8.GetBytes(text)) is not null);
    }

    [Fact]
    public void TryRaw_OfAnyBytes_IsWhatAnElementSays()
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var whole = "{\"a\":[1.50,true,\"\\ud83d\\ude00 \\ud83dx é<\\n\"],\"\\u0041\":{}}"u8.ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = whole.ToArray();
            for (var changes = random.Next(4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : whole[random.Next(whole.Length)];
            }

            AssertSame(bytes[..random.Next(bytes.Length - 3, bytes.Length + 1)]);
        }
    }

    [Fact]
    public void Answers_AreWrittenAsTheContractsAre()
    {
        var json = """{"b":[1,"x"],"a":null}""";
        var (raw, element) = (new RawJson(Encoding.UTF8.GetBytes(json)), JsonElement.Parse(json));
        byte[] bytes = [0xFF, 0xEF, 0xBE];
        var id = CommandId.CreateAfter(default, At);
        Assert.Equal(
            JsonSerializer.Serialize(
                new Page<TelemetryPoint>([new(At, element, null), new(At, null, Convert.ToBase64String("abc"u8))], "n"), ContractsJson.Default.PageTelemetryPoint),
            JsonSerializer.Serialize(new Page<PointAnswer>([new(At, raw, null), new(At, null, "abc"u8.ToArray())], "n"), TelemetryJson.Default.PagePointAnswer));
        Assert.Equal(
            JsonSerializer.Serialize(new Page<TelemetryStream>([new("s", null)], null), ContractsJson.Default.PageTelemetryStream),
            JsonSerializer.Serialize(new Page<StreamAnswer>([new("s", null)], null), TelemetryJson.Default.PageStreamAnswer));
        Assert.Equal(
            JsonSerializer.Serialize(new LiveTelemetry("s", new TelemetryPoint(At, element, null)), ContractsJson.Default.LiveTelemetry),
            JsonSerializer.Serialize(new LivePointAnswer("s", new PointAnswer(At, raw, null)), TelemetryJson.Default.LivePointAnswer));
        Assert.Equal(
            JsonSerializer.Serialize(new Page<DeviceEvent>([new(3, "e", At, element, null), new(4, "e", At, null, null)], null), ContractsJson.Default.PageDeviceEvent),
            JsonSerializer.Serialize(new Page<EventAnswer>([new(3, "e", At, raw, null), new(4, "e", At, null, null)], null), EventsJson.Default.PageEventAnswer));
        Assert.Equal(
            JsonSerializer.Serialize(new Command(id, "c", element, CommandState.Failed, At, At, null, At, At, element, CommandClass.Presence), ContractsJson.Default.Command),
            JsonSerializer.Serialize(
                new CommandAnswer(id, "c", new RawJson(json), CommandState.Failed, At, At, null, At, At, new RawJson(json), CommandClass.Presence),
                CommandsJson.Default.CommandAnswer));
        Assert.Equal(
            JsonSerializer.Serialize(new Twin(new TwinSection(7, At, element), new TwinSection(0, null, element)), ContractsJson.Default.Twin),
            JsonSerializer.Serialize(
                new TwinAnswer(new TwinSectionAnswer(7, At, new RawJson(json)), new TwinSectionAnswer(0, null, new RawJson(json))), TwinsJson.Default.TwinAnswer));
        Assert.Equal(
            JsonSerializer.Serialize(new LiveTwin(7, At, element), ContractsJson.Default.LiveTwin),
            JsonSerializer.Serialize(new LiveTwinAnswer(7, At, new RawJson(json)), TwinsJson.Default.LiveTwinAnswer));
        Assert.Equal(
            bytes,
            JsonElement.Parse(JsonSerializer.Serialize(new PointAnswer(At, null, bytes), TelemetryJson.Default.PointAnswer)).GetProperty("base64").GetBytesFromBase64());
    }

    private static void AssertSame(byte[] bytes)
    {
        var element = Json.TryElement(bytes);
        var raw = Json.TryRaw(bytes);
        Assert.True((element is null || !Utf8.IsValid(bytes)) == (raw is null), Convert.ToHexString(bytes));
        if (raw is not null && element is { } expected)
        {
            var written = JsonSerializer.SerializeToUtf8Bytes(new PointAnswer(At, raw, null), TelemetryJson.Default.PointAnswer);
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream))
            {
                expected.WriteTo(writer);
            }

            Assert.True(
                JsonElement.DeepEquals(JsonElement.Parse(stream.ToArray()), JsonElement.Parse(written).GetProperty("value")), Convert.ToHexString(bytes));
        }
    }
}

using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Devices;

public sealed class LiveTests(SharedServer server)
{
    [Fact]
    public async Task Live_TellsWhatHappens()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var (items, _) = await WatchAsync(owner, device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await ExpectAsync(items, LiveEvents.Presence, "\"connected\":true");
        await wire.PublishAsync("telemetry/t", "1");
        await ExpectAsync(items, LiveEvents.Telemetry, "\"stream\":\"t\"");
        await wire.PublishAsync("twin/reported", """{"a":1}""");
        await ExpectAsync(items, LiveEvents.Reported, "\"version\":1");
        await wire.PublishAsync("events/e", "1");
        await ExpectAsync(items, LiveEvents.Event, "\"e\"");
        await wire.PublishAsync("maps/m", "1");
        await ExpectAsync(items, LiveEvents.Map, "\"m\"");
        await owner.Client.PatchDesiredAsync(device.Id, JsonElement.Parse("""{"a":1}"""));
        await ExpectAsync(items, LiveEvents.Desired, "\"version\":1");
        await owner.Client.SendCommandAsync(device.Id, new CommandRequest("go", null, 1));
        await ExpectAsync(items, LiveEvents.Command, "\"queued\"");
        await ExpectAsync(items, LiveEvents.Command, "\"expired\"");
    }

    [Fact]
    public async Task Live_LargeAndBrokenLines_ArriveAsSent()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var (items, _) = await WatchAsync(owner, device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        foreach (var size in (int[])[10, 4000, 5000, 1_000_000])
        {
            await wire.PublishAsync("telemetry/t", $"{{\r\n\"a\":\n\"{new string('<', size)}\"}}");
            var item = await Wait.ForAsync(NextAsync(items, LiveEvents.Telemetry), "the telemetry");
            Assert.Equal(size, JsonElement.Parse(item.Data).GetProperty("point").GetProperty("value").GetProperty("a").GetString()!.Length);
        }
    }

    [Theory]
    [InlineData("token")]
    [InlineData("grant")]
    [InlineData("revoke")]
    [InlineData("quarantine")]
    public async Task Live_TakenAway_EndsWithinASecond(string what)
    {
        var device = await server.Doors.EnrolAsync();
        var person = await server.Doors.Admin.AddOwnerAsync("o");
        var grant = await server.Doors.GrantAsync(person, device.Id);
        var owner = await server.Doors.TokenAsync(person);
        var (_, ended) = await WatchAsync(owner, device);
        await (what switch
        {
            "token" => server.Doors.Admin.RevokeTokenAsync(owner.Token.Id),
            "grant" => server.Doors.Admin.RevokeGrantAsync(grant.Id),
            _ => server.Doors.Admin.ChangeDeviceAsync(device.Serial, what, "test"),
        });
        await Wait.ForAsync(ended, "the stream to end", Wait.Law6);
    }

    private static async Task<(ChannelReader<SseItem<string>> Items, Task Ended)> WatchAsync(Owner owner, EnrolledDevice device)
    {
        var items = Channel.CreateUnbounded<SseItem<string>>();
        var reading = Task.Run(async () =>
        {
            await foreach (var item in owner.Client.WatchAsync(device.Id, TestContext.Current.CancellationToken))
            {
                items.Writer.TryWrite(item);
            }
        });
        var first = await Wait.ForAsync(items.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask(), "the stream to be ready");
        Assert.Equal("ready", first.EventType);
        return (items.Reader, reading);
    }

    private static async Task<SseItem<string>> NextAsync(ChannelReader<SseItem<string>> items, string type)
    {
        while (true)
        {
            var item = await items.ReadAsync(TestContext.Current.CancellationToken);
            if (item.EventType == type)
            {
                return item;
            }
        }
    }

    private static async Task ExpectAsync(ChannelReader<SseItem<string>> items, string type, string content)
    {
        while (true)
        {
            var item = await Wait.ForAsync(items.ReadAsync(TestContext.Current.CancellationToken).AsTask(), $"{type} {content}");
            if (item.EventType == type && item.Data.Contains(content, StringComparison.Ordinal))
            {
                return;
            }
        }
    }
}

using System.Text.Json;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Devices;

/// <summary>Pages end at 1 MB of payload, and the next one goes on there.</summary>
public sealed class PageBytesTests(SharedServer server)
{
    private const int Largest = 1024 * 1024;

    [Fact]
    public async Task Events_OfManyBytes_AreSeveralPages()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("events/e", $"\"{i}{new string('<', 400_000)}\""));
        }

        var pages = await PagesAsync(owner, $"v1/devices/{device}/events");
        Assert.Equal([2, 2, 1], pages.Select(p => p.Length));
        Assert.Equal("43210", string.Concat(pages.SelectMany(p => p).Select(e => e.GetProperty("value").GetString()![0])));
    }

    [Fact]
    public async Task Commands_OfManyBytes_AreSeveralPages()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        for (var i = 0; i < 20; i++)
        {
            var answer = await owner.SendAsync(HttpMethod.Post, $"v1/devices/{device}/commands", $$"""{"name":"n{{i}}","payload":"{{new string('é', 30_000)}}"}""");
            Assert.Equal(202, answer.Status);
        }

        var pages = await PagesAsync(owner, $"v1/devices/{device}/commands");
        Assert.Equal([8, 8, 4], pages.Select(p => p.Length));
        Assert.Equal(Enumerable.Range(0, 20).Reverse().Select(i => $"n{i}"), pages.SelectMany(p => p).Select(c => c.GetProperty("name").GetString()));
        Assert.All(pages.SelectMany(p => p), c => Assert.Equal(30_000, c.GetProperty("payload").GetString()!.Length));
    }

    [Fact]
    public async Task Telemetry_OfManyBytes_IsSeveralPages()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        int[] sizes = [300_000, 300_000, 300_000, 300_000, 1_040_000, 10];
        foreach (var size in sizes)
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", $"\"{new string('<', size)}\""));
        }

        var pages = await PagesAsync(owner, $"v1/devices/{device}/telemetry/t");
        Assert.Equal([3, 1, 2], pages.Select(p => p.Length));
        Assert.Equal(sizes, pages.SelectMany(p => p).Select(p => p.GetProperty("value").GetString()!.Length));
    }

    private static async Task<List<JsonElement[]>> PagesAsync(Owner owner, string path)
    {
        var pages = new List<JsonElement[]>();
        for (var cursor = ""; cursor is not null;)
        {
            var answer = await owner.GetAsync(path + cursor);
            Assert.Equal(200, answer.Status);
            Assert.InRange(answer.Body.Length, 0, Largest + (64 * 1024));
            pages.Add([.. answer.Json.GetProperty("items").EnumerateArray()]);
            cursor = answer.Json.TryGetProperty("next", out var next) ? $"?cursor={next.GetString()}" : null;
        }

        return pages;
    }
}

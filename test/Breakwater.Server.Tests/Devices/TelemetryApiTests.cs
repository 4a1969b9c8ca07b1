using Breakwater.Contracts.Problems;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Devices;

public sealed class TelemetryApiTests(TightServer server)
{
    [Fact]
    public async Task Read_AcrossCompaction_GivesEveryPointOnce()
    {
        var (device, other) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await using var poke = await MqttWire.ConnectAsync(server.Doors, other);
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", $"{i}"));
        }

        var cursors = new List<string>();
        var first = await owner.Client.GetTelemetryAsync(device.Id, "t", limit: 7);
        await CompactedAsync(poke);
        for (var i = 40; i < 60; i++)
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", $"{i}"));
        }

        // A cursor from before the compaction goes on after it.
        var values = first.Items.Select(p => p.Value!.Value.GetInt32()).ToList();
        var times = first.Items.Select(p => p.At).ToList();
        for (var cursor = first.Next; cursor is not null;)
        {
            cursors.Add(cursor);
            var page = await owner.Client.GetTelemetryAsync(device.Id, "t", limit: 7, cursor: cursor);
            values.AddRange(page.Items.Select(p => p.Value!.Value.GetInt32()));
            times.AddRange(page.Items.Select(p => p.At));
            cursor = page.Next;
        }

        Assert.Equal(Enumerable.Range(0, 60), values);
        Assert.Equal(times.Order(), times);
        Assert.Equal(59, (await owner.GetAsync($"v1/devices/{device}/telemetry/t/latest")).Json.GetProperty("value").GetInt32());
        await CompactedAsync(poke);
        Assert.Equal(59, (await owner.GetAsync($"v1/devices/{device}/telemetry/t/latest")).Json.GetProperty("value").GetInt32());
        Assert.Equal(59, Assert.Single((await owner.Client.ListStreamsAsync(device.Id)).Items).Latest!.Value!.Value.GetInt32());

        // Ranges are inclusive at both ends.
        var range = await owner.Client.GetTelemetryAsync(device.Id, "t", times[10], times[50]);
        Assert.Equal(Enumerable.Range(0, 60).Where(i => times[i] >= times[10] && times[i] <= times[50]), range.Items.Select(p => p.Value!.Value.GetInt32()));
        Assert.Empty((await owner.Client.GetTelemetryAsync(device.Id, "t", times[59].AddSeconds(1))).Items);
        Assert.Equal(
            values.Skip(7 * cursors.Count),
            (await owner.Client.GetTelemetryAsync(device.Id, "t", cursor: cursors[^1])).Items.Select(p => p.Value!.Value.GetInt32()));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=10001")]
    [InlineData("cursor=x")]
    [InlineData("cursor=1")]
    [InlineData("cursor=-1-2")]
    [InlineData("cursor=99999999999999999999-1")]
    [InlineData("from=yesterday")]
    [InlineData("to=x")]
    public async Task Read_BadParameter_IsNamed(string query)
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var answer = await owner.GetAsync($"v1/devices/{device}/telemetry/t?{query}");
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(query[..query.IndexOf('=', StringComparison.Ordinal)], out _), answer.Body);
    }

    [Fact]
    public async Task Read_NoSuchStream_SaysSo_AndBinaryIsBase64()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        Assert.Equal(ProblemCodes.ResourceNotFound, (await owner.GetAsync($"v1/devices/{device}/telemetry/t")).Code);
        Assert.Equal(ProblemCodes.ResourceNotFound, (await owner.GetAsync($"v1/devices/{device}/telemetry/t/latest")).Code);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.PublishAsync("telemetry/t", "not json");
        await wire.PublishAsync("telemetry/t", "");
        var points = (await owner.Client.GetTelemetryAsync(device.Id, "t")).Items;
        Assert.Equal("not json", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(points[0].Base64!)));
        Assert.Equal("", points[1].Base64);
        Assert.Equal(200, (await owner.GetAsync($"v1/devices/{device}/telemetry/t?from=9999-12-31T23:59:59Z&to=0001-01-01T00:00:00Z")).Status);
    }

    /// <summary>Compaction looks after each commit; another device's points make it look.</summary>
    private async Task CompactedAsync(MqttWire poke)
    {
        var compacted = server.Log.NextAsync(e => e.Id.Id == 1002, "a compaction");
        await Wait.UntilAsync(
            async () =>
            {
                await poke.PublishAsync("telemetry/p", "1");
                return compacted.IsCompleted;
            },
            "a compaction");
        await compacted;
    }
}

using System.Text.Json;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Devices;

public sealed class CommandApiTests(SharedServer server, TightServer tight)
{
    [Fact]
    public async Task IdempotencyKey_SameRequest_IsOneCommand_OtherRequest_IsRefused()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var path = $"v1/devices/{device}/commands";
        var first = await owner.SendAsync(HttpMethod.Post, path, """{"name":"go"}""", "application/json", ("Idempotency-Key", "k"));
        Assert.Equal(202, first.Status);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            owner.SendAsync(HttpMethod.Post, path, """{"name":"go"}""", "application/json", ("Idempotency-Key", "k"))));
        Assert.All(all, a => Assert.Equal(first.Json.GetProperty("id").GetString(), a.Json.GetProperty("id").GetString()));
        var other = await owner.SendAsync(HttpMethod.Post, path, """{"name":"stop"}""", "application/json", ("Idempotency-Key", "k"));
        Assert.Equal((422, ProblemCodes.IdempotencyKeyReused), (other.Status, other.Code));

        // Another caller's key is another key.
        var second = await server.Doors.AddOwnerAsync(device);
        Assert.Equal(202, (await second.SendAsync(HttpMethod.Post, path, """{"name":"stop"}""", "application/json", ("Idempotency-Key", "k"))).Status);
        Assert.Equal(2, (await owner.Client.ListCommandsAsync(device.Id)).Items.Count);
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("{\"name\":\"a/b\"}", "name")]
    [InlineData("{\"name\":\"#\"}", "name")]
    [InlineData("{\"name\":\"go\",\"expiresInSeconds\":0}", "expiresInSeconds")]
    [InlineData("{\"name\":\"go\",\"payload\":\"\\ud800\"}", "payload")]
    [InlineData("{", "body")]
    [InlineData("null", "body")]
    public async Task Post_Invalid_NamesTheField(string body, string field)
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var answer = await owner.SendAsync(HttpMethod.Post, $"v1/devices/{device}/commands", body);
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(field, out _), answer.Body);
        Assert.Empty((await owner.Client.ListCommandsAsync(device.Id)).Items);
    }

    [Fact]
    public async Task PreferWait_HoldsUntilTheDeviceAnswers()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SubscribeAsync("commands/#");
        var posting = owner.SendAsync(HttpMethod.Post, $"v1/devices/{device}/commands", """{"name":"go"}""", "application/json", ("Prefer", "respond-async, wait=20"));
        await wire.DoCommandAsync("""{"status":"failed","result":"stuck"}""");
        var answer = await Wait.ForAsync(posting, "the answer");
        Assert.Equal(200, answer.Status);
        Assert.Contains("Preference-Applied: wait=20", answer.Headers);
        Assert.Equal(("failed", "stuck"), (answer.Json.GetProperty("state").GetString(), answer.Json.GetProperty("result").GetString()));
    }

    [Fact]
    public async Task PreferWait_TimeUp_AnswersWithWhatThereIs()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var answer = await owner.SendAsync(HttpMethod.Post, $"v1/devices/{device}/commands", """{"name":"go"}""", "application/json", ("Prefer", "wait=1"));
        Assert.Equal((202, "queued"), (answer.Status, answer.Json.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task PreferWait_CommandExpires_EndsTheWait()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var answer = await owner.SendAsync(
            HttpMethod.Post, $"v1/devices/{device}/commands", """{"name":"go","expiresInSeconds":1}""", "application/json", ("Prefer", "wait=20"));
        Assert.Equal((200, "expired"), (answer.Status, answer.Json.GetProperty("state").GetString()));
    }

    /// <summary>The command's state is a use, too: who may not ask any more is told nothing, not even that nothing was done.</summary>
    [Fact]
    public async Task PreferWait_TokenRevoked_GetsNoAnswer()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SubscribeAsync("commands/#");
        var posting = owner.SendAsync(HttpMethod.Post, $"v1/devices/{device}/commands", """{"name":"go"}""", "application/json", ("Prefer", "wait=20"));
        var command = await wire.TakeAsync<Published>("the command");
        await server.Doors.Admin.RevokeTokenAsync(owner.Token.Id);
        await wire.PublishAsync($"{command.Topic}/ack", """{"status":"done","result":"secret"}""");
        await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(posting, "the end of the wait"));
    }

    [Fact]
    public async Task Queue_Full_Answers429_AndHasRoomAgainOnceOneEnds()
    {
        var device = await tight.Doors.EnrolAsync();
        var owner = await tight.Doors.AddOwnerAsync(device);
        var path = $"v1/devices/{device}/commands";
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(202, (await owner.SendAsync(HttpMethod.Post, path, """{"name":"go"}""")).Status);
        }

        var full = await owner.SendAsync(HttpMethod.Post, path, """{"name":"go"}""");
        Assert.Equal((429, ProblemCodes.CommandQueueFull), (full.Status, full.Code));
        await using var wire = await MqttWire.ConnectAsync(tight.Doors, device);
        await wire.SubscribeAsync("commands/#");
        await wire.DoCommandAsync();
        Assert.Equal(202, (await owner.SendAsync(HttpMethod.Post, path, """{"name":"go"}""")).Status);
    }

    [Fact]
    public async Task List_Pages_NewestFirst()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var posted = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            posted.Add((await owner.Client.SendCommandAsync(device.Id, new CommandRequest("go", JsonElement.Parse($"{i}")))).Id.ToString());
        }

        posted.Reverse();
        var (listed, cursor) = (new List<string>(), "");
        do
        {
            var page = (await owner.GetAsync($"v1/devices/{device}/commands?limit=3{cursor}")).Json;
            listed.AddRange(page.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("id").GetString()!));
            cursor = page.TryGetProperty("next", out var next) ? $"&cursor={next.GetString()}" : null;
        }
        while (cursor is not null);
        Assert.Equal(posted, listed);
        Assert.Equal(400, (await owner.GetAsync($"v1/devices/{device}/commands?cursor=x")).Status);
    }
}

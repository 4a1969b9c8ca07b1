using System.Text.Json;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Devices;

public sealed class TwinApiTests(SharedServer server)
{
    private const string Patch = "application/merge-patch+json";

    [Fact]
    public async Task Patch_WithIfMatch_GuardsTheVersion()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var path = $"v1/devices/{device}/twin/desired";
        Assert.Equal("\"0\"", (await owner.GetAsync($"v1/devices/{device}/twin")).ETag);
        var first = await owner.SendAsync(HttpMethod.Patch, path, """{"a":1}""", Patch, ("If-Match", "\"0\""));
        Assert.Equal((200, "\"1\""), (first.Status, first.ETag));
        var late = await owner.SendAsync(HttpMethod.Patch, path, """{"a":2}""", Patch, ("If-Match", "\"0\""));
        Assert.Equal((412, ProblemCodes.VersionMismatch), (late.Status, late.Code));
        Assert.Equal(200, (await owner.SendAsync(HttpMethod.Patch, path, """{"b":2}""", Patch, ("If-Match", "*"))).Status);
        foreach (var bad in (string[])["0", "\"x\"", "W/\"1\"", "\"1\", \"2\"", "\"-1\""])
        {
            Assert.Equal(400, (await owner.SendAsync(HttpMethod.Patch, path, "{}", Patch, ("If-Match", bad))).Status);
        }

        var twin = await owner.GetAsync($"v1/devices/{device}/twin");
        Assert.Equal("\"2\"", twin.ETag);
        Assert.Equal("""{"a":1,"b":2}""", twin.Json.GetProperty("desired").GetProperty("state").GetRawText());
    }

    [Theory]
    [InlineData("[1]", Patch, 400)]
    [InlineData("1", Patch, 400)]
    [InlineData("", Patch, 400)]
    [InlineData("{\"a\":1,\"a\":2}", Patch, 400)]
    [InlineData("{\"a\":1} x", Patch, 400)]
    [InlineData("{\"\\ud800\":1}", Patch, 400)]
    [InlineData("{\"a\":\"\\udfff\"}", Patch, 400)]
    [InlineData("{}", "text/plain", 415)]
    [InlineData("{}", "application/json", 200)]
    public async Task Patch_Bodies(string body, string type, int status)
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        Assert.Equal(status, (await owner.SendAsync(HttpMethod.Patch, $"v1/devices/{device}/twin/desired", body, type)).Status);
        Assert.Equal(status == 200 ? 1 : 0, (await owner.Client.GetTwinAsync(device.Id)).Desired.Version);
    }

    [Fact]
    public async Task Patch_DeeperOrLargerThanTheLimits_ChangesNothing()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var path = $"v1/devices/{device}/twin/desired";
        Assert.Equal(200, (await owner.SendAsync(HttpMethod.Patch, path, Nested(16), Patch)).Status);
        Assert.Equal(400, (await owner.SendAsync(HttpMethod.Patch, path, Nested(17), Patch)).Status);
        var half = $$"""{"a":"{{new string('x', 40_000)}}"}""";
        Assert.Equal(200, (await owner.SendAsync(HttpMethod.Patch, path, half, Patch)).Status);
        Assert.Equal(400, (await owner.SendAsync(HttpMethod.Patch, path, half.Replace("\"a\"", "\"b\"", StringComparison.Ordinal), Patch)).Status);
        Assert.Equal(413, (await owner.SendAsync(HttpMethod.Patch, path, $$"""{"a":"{{new string('x', 70_000)}}"}""", Patch)).Status);
        Assert.Equal(2, (await owner.Client.GetTwinAsync(device.Id)).Desired.Version);
    }

    [Fact]
    public async Task Problem_HasItsShape()
    {
        var owner = await server.Doors.AddOwnerAsync();
        var answer = await owner.GetAsync("v1/devices?limit=0&cursor=x");
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal("urn:breakwater:problem:invalid-request", answer.Json.GetProperty("type").GetString());
        Assert.Equal(400, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal(JsonValueKind.String, answer.Json.GetProperty("title").ValueKind);
        Assert.Equal(["cursor", "limit"], answer.Json.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order());
        Assert.Contains("no-store", answer.Headers);
        Assert.DoesNotContain("Server:", answer.Headers);
        Assert.Equal((400, ProblemCodes.Invalid), ((await owner.GetAsync("v1/devices?limit=x")).Status, (await owner.GetAsync("v1/devices?limit=x")).Code));
    }

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
}

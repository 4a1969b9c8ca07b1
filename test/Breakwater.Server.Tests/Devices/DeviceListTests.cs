using System.Text.Json;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Devices;

public sealed class DeviceListTests(SharedServer server)
{
    [Fact]
    public async Task List_Pages_WithinReachOnly()
    {
        EnrolledDevice[] devices = [await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync()];
        var owner = await server.Doors.AddOwnerAsync(devices[..3]);
        var listed = new List<DeviceId>();
        string? cursor = null;
        do
        {
            var page = await owner.Client.ListDevicesAsync(cursor, 2);
            listed.AddRange(page.Items.Select(d => d.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(devices[..3].Select(d => d.Id.ToString()).Order(StringComparer.Ordinal), listed.Select(d => d.ToString()));
        Assert.Empty((await owner.Client.ListDevicesAsync(new string('f', 32))).Items);
        Assert.Empty((await owner.GetAsync("v1/devices?state=retired")).Json.GetProperty("items").EnumerateArray());
        Assert.Equal(3, (await owner.GetAsync("v1/devices?state=active")).Json.GetProperty("items").GetArrayLength());
        foreach (var state in (string[])["1", "x", "active,retired"])
        {
            Assert.True((await owner.GetAsync($"v1/devices?state={state}")).Json.GetProperty("errors").TryGetProperty("state", out _));
        }
    }

    [Fact]
    public async Task OpenApi_ListsExactlyTheDeclaredEndpoints()
    {
        var answer = await Owner.SendAsync(server.Doors.Public, null, HttpMethod.Get, "openapi/v1.json");
        Assert.Equal(200, answer.Status);
        var documented = answer.Json.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}")).Order();
        var declared = (await server.Doors.Admin.GetSurfaceAsync()).Items
            .Where(e => e.Listener == "public-https" && e.Name.Contains(" /v1/", StringComparison.Ordinal)).Select(e => e.Name).Order();
        Assert.Equal(declared, documented);
        Assert.NotEmpty(documented);
        Assert.Equal(JsonValueKind.Object, answer.Json.GetProperty("paths").ValueKind);
    }
}

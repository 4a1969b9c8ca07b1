using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Problems;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Bounds;

/// <summary>What stays of a device or a principal, by number.</summary>
public sealed class NumberBoundsTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync(o => o with
    {
        Devices = o.Devices with { Streams = 2, Maps = 2, MapVersions = 2, EventHistory = 64 },
        Gateway = o.Gateway with { PublishRate = 0 },
    });

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task StreamsAndMaps_OneMoreThanThereMayBe_IsRefused_AndTheOthersGoOn()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        foreach (var kind in new[] { "telemetry", "maps" })
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync($"{kind}/a", "1"));
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync($"{kind}/b", "1"));
            Assert.Equal(ReasonCode.QuotaExceeded, await wire.PublishAsync($"{kind}/c", "1"));
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync($"{kind}/a", "2"));
        }
    }

    [Fact]
    public async Task Versions_TheOldestGo()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        for (var version = 1; version <= 4; version++)
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("maps/floor", $"{version}"));
        }

        foreach (var (version, status) in new[] { (1, 404), (2, 404), (3, 200), (4, 200) })
        {
            Assert.Equal(status, (await owner.GetAsync($"v1/devices/{device}/maps/floor?version={version}")).Status);
        }
    }

    /// <summary>They are forgotten 64 at a time.</summary>
    [Fact]
    public async Task Events_TheOldestGo()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        for (var i = 1; i <= 192; i++)
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("events/e", $"{i}"));
        }

        var kept = (await owner.GetAsync($"v1/devices/{device}/events?limit=100")).Json.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(64, kept.Length);
        Assert.Equal(192, kept[0].GetProperty("value").GetInt32());
    }

    [Fact]
    public async Task Grants_OneMoreThanAPrincipalMayHave_IsAConflict()
    {
        var devices = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.Doors.EnrolAsync()));
        var person = await server.Doors.Admin.AddOwnerAsync("o");
        for (var i = 0; i < GrantLimits.PerPrincipal; i += devices.Length)
        {
            await GrantAsync(devices.Length);
        }

        var refused = await Assert.ThrowsAsync<ProblemException>(() => server.Doors.GrantAsync(person, devices[0].Id));
        Assert.Equal(ProblemCodes.Conflict, refused.Problem.Code);
        var bulk = await Assert.ThrowsAsync<ProblemException>(() => GrantAsync(1));
        Assert.Equal(ProblemCodes.Conflict, bulk.Problem.Code);

        Task GrantAsync(int count) => server.Doors.Admin.AddGrantsAsync(
            new BulkGrantRequest(person.Id, [.. devices.Take(count).Select(d => d.Serial)], ["twin:read"], null, "test"));
    }
}

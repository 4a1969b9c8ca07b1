using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Access;

/// <summary>What the admin socket asks of an operator, and how much it lets him do.</summary>
public sealed class SocketTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync(
        o => o with { Access = o.Access with { SocketContents = 3, SocketActs = 3, StandingRate = 2 } });

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task SingleDevice_WithoutACase_IsNotTouched_ButProtectingItNeedsNone()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        using var silent = new AdminClient(server.Doors.Ready.AdminSocket);
        foreach (var act in (Func<Task>[])
        [
            () => silent.GetDeviceAsync(device.Serial),
            () => silent.AddGrantAsync(new GrantRequest(owner.Person.Id, device.Serial, ["twin:read"], null, "r")),
            () => silent.AddGrantsAsync(new BulkGrantRequest(owner.Person.Id, [device.Serial], ["twin:read"], null, "r")),
            () => silent.ReclaimDeviceAsync(device.Serial, "r"),
            () => silent.ChangeTagsAsync(device.Serial, new TagRequest(["t"], null)),
            () => silent.Ledger.GetReceiptAsync(0),
            () => silent.ChangeDeviceAsync(device.Serial, "retire", "r"),
        ])
        {
            var refused = (await Assert.ThrowsAsync<ProblemException>(act)).Problem;
            Assert.Equal((400, ProblemCodes.CaseRequired), (refused.Status, refused.Code));
        }

        await silent.ListDevicesAsync();
        await silent.DisableAsync(owner.Person.Id, "r");
        await silent.EnableAsync(owner.Person.Id, "r");
        await silent.ChangeDeviceAsync(device.Serial, "quarantine", "r");
        await silent.ChangeDeviceAsync(device.Serial, "revoke", "r");
        Assert.All((await owner.GetAsync($"v1/devices/{device.Id}/accesses")).Json.GetProperty("items").EnumerateArray(), a => Assert.Equal("none", a.GetProperty("case").GetString()));
    }

    [Fact]
    public async Task Contents_OfOneDeviceMore_AreNotShown_AlsoAfterARestart_AndProtectingGoesOn()
    {
        var devices = await EnrolAsync(3);
        await server.Doors.Admin.GetDeviceAsync(devices[0].Serial);
        var (fourth, _) = await server.Doors.ImportAsync();
        AssertHit(await RefusedAsync(() => server.Doors.Admin.GetDeviceAsync(fourth)), "socket-contents", 3);
        await server.RestartAsync();
        AssertHit(await RefusedAsync(() => server.Doors.Admin.GetDeviceAsync(fourth)), "socket-contents", 3);
        await server.Doors.Admin.GetDeviceAsync(devices[2].Serial);
        using var raw = new SocketHttp(server.Doors.Ready.AdminSocket);
        Assert.Contains("Retry-After: ", await raw.GetAsync($"admin/v1/devices/{fourth}"), StringComparison.Ordinal);
        await server.Doors.Admin.ChangeDeviceAsync(fourth, "revoke", "r");
    }

    [Fact]
    public async Task Acts_OneMore_IsNotDone_AndManyDevicesInOneActAreOne()
    {
        var devices = await EnrolAsync(3);
        var person = await server.Doors.Admin.AddOwnerAsync("o");
        var grants = await server.Doors.Admin.AddGrantsAsync(
            new BulkGrantRequest(person.Id, [devices[0].Serial, devices[1].Id.ToString(), devices[2].Serial, devices[0].Id.ToString()], ServerDoors.AllScopes, null, "moved in"));
        Assert.Equal(devices.Select(d => d.Id), grants.Grants.Select(g => g.Device));
        var owner = await server.Doors.TokenAsync(person);
        foreach (var (device, grant) in devices.Zip(grants.Grants))
        {
            Assert.Equal(200, (await owner.GetAsync($"v1/devices/{device.Id}/twin")).Status);
            var access = (await owner.GetAsync($"v1/devices/{device.Id}/accesses")).Json.GetProperty("items").EnumerateArray().First();
            Assert.Equal(("operator", "access:manage", "none"), (access.GetProperty("role").GetString(), access.GetProperty("action").GetString(), access.GetProperty("case").GetString()));
            Assert.Contains((await server.Doors.Admin.ListGrantsAsync()).Items, g => g.Id == grant.Id && g.Device == device.Id && g.Reason == "moved in");
        }

        // Two more, both of one device.
        await server.Doors.GrantAsync(person, devices[0].Id);
        await server.Doors.Admin.ReclaimDeviceAsync(devices[0].Serial, "r");
        AssertHit(await RefusedAsync(() => server.Doors.GrantAsync(person, devices[0].Id)), "socket-acts", 3);
        AssertHit(await RefusedAsync(() => server.Doors.Admin.ReclaimDeviceAsync(devices[1].Serial, "r")), "socket-acts", 3);
        await server.Doors.Admin.RevokeGrantAsync(grants.Grants[0].Id);
        await server.Doors.Admin.RevokeTokenAsync(owner.Token.Id);
    }

    [Fact]
    public async Task Bulk_WithADeviceThatThereIsNot_GivesNone()
    {
        var (serial, _) = await server.Doors.ImportAsync();
        var person = await server.Doors.Admin.AddOwnerAsync("o");
        var refused = await RefusedAsync(() => server.Doors.Admin.AddGrantsAsync(new BulkGrantRequest(person.Id, [serial, "no-such"], ["twin:read"], null, "r")));
        Assert.Equal((400, "devices"), (refused.Status, refused.Errors!.Keys.Single()));
        Assert.Contains("no-such", refused.Errors["devices"], StringComparison.Ordinal);
        Assert.Empty((await server.Doors.Admin.ListGrantsAsync()).Items);
    }

    [Fact]
    public async Task List_TellsStanding_AndNothingThatADeviceReported_AtARate()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        var (serial, _) = await server.Doors.ImportAsync();
        using var raw = new SocketHttp(server.Doors.Ready.AdminSocket);
        var text = await raw.GetAsync("admin/v1/devices");
        Assert.DoesNotContain("connected", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("lastSeen", text, StringComparison.OrdinalIgnoreCase);
        var listed = (await server.Doors.Admin.ListDevicesAsync()).Items;
        Assert.Equal(("active", true), (listed.Single(d => d.Id == device.Id).Certificate, listed.Single(d => d.Id == device.Id).CertificateEndsAt > DateTimeOffset.UnixEpoch));
        Assert.Null(listed.Single(d => d.Serial == serial).Certificate);
        AssertHit(await RefusedAsync(() => server.Doors.Admin.ListDevicesAsync()), "standing-rate", 2);

        // It is no access to the devices that it names.
        var owner = await server.Doors.AddOwnerAsync(device);
        Assert.DoesNotContain("standing:read", (await owner.GetAsync($"v1/devices/{device.Id}/accesses")).Body, StringComparison.Ordinal);
        var entries = (await server.Doors.Admin.Ledger.ListEntriesAsync(null)).Items.Select(e => e.Body.GetRawText());
        Assert.Equal(2, entries.Count(e => e.Contains("\"standing:read\"", StringComparison.Ordinal) && e.Contains("\"status_id\":1", StringComparison.Ordinal)));
    }

    private static async Task<Problem> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAsync<ProblemException>(act)).Problem;

    private static void AssertHit(Problem problem, string limit, int capacity)
    {
        Assert.Equal((429, ProblemCodes.LimitReached, limit), (problem.Status, problem.Code, problem.Limit));
        Assert.Contains($"{limit}, {capacity} in 3600 s", problem.Detail, StringComparison.Ordinal);
    }

    private async Task<EnrolledDevice[]> EnrolAsync(int count)
    {
        var devices = new EnrolledDevice[count];
        for (var i = 0; i < count; i++)
        {
            devices[i] = await server.Doors.EnrolAsync();
        }

        return devices;
    }
}

using Breakwater.Contracts.Client;
using Breakwater.Mqtt.Connecting;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Gateway;

/// <summary>A will is left with one certificate and carried out later: decided when it is due, not when it was left.</summary>
public sealed class WillTests
{
    private static readonly ConnectPacket Hello = MqttWire.Hello with
    {
        SessionExpiryInterval = 7200,
        Will = new WillMessage { Topic = "events/gone", Payload = "1"u8.ToArray(), DelayInterval = 60 },
    };

    [Theory]
    [InlineData("revoke")]
    [InlineData("quarantine")]
    [InlineData("retire")]
    public async Task Will_OfADeviceThatIsOut_IsDropped(string operation)
    {
        var time = new ShiftedTime();
        await using var server = await RunningServer.StartAsync(time: time);
        var (device, owner) = await LeaveWillAsync(server);
        await server.Doors.Admin.ChangeDeviceAsync(device.Serial, operation, "test");
        await DroppedAsync(server, time, device, owner);
    }

    [Fact]
    public async Task Will_LeftWithACertificateThatIsSuperseded_IsDropped()
    {
        var time = new ShiftedTime();
        await using var server = await RunningServer.StartAsync(time: time);
        var (device, owner) = await LeaveWillAsync(server);
        var renewed = await server.Doors.RenewAsync(device);

        // Its first use, by which it supersedes the one before.
        await server.Doors.RenewAsync(renewed);
        await DroppedAsync(server, time, device, owner);
    }

    [Fact]
    public async Task Will_OfADeviceThatEnrolledAnew_IsDropped()
    {
        var time = new ShiftedTime();
        await using var server = await RunningServer.StartAsync(time: time);
        var (device, owner) = await LeaveWillAsync(server);
        await server.Doors.Admin.ChangeDeviceAsync(device.Serial, "revoke", "test");
        var claim = await server.Doors.Admin.ReclaimDeviceAsync(device.Serial, "test");
        await server.Doors.EnrolAsync(claim.Serial, claim.Claim);
        await DroppedAsync(server, time, device, owner);
    }

    [Fact]
    public async Task Will_NothingHappened_IsPublishedOnce_AlsoByAServerThatStartedSince()
    {
        var time = new ShiftedTime();
        await using var server = await RunningServer.StartAsync(time: time);
        var (device, owner) = await LeaveWillAsync(server);
        await server.RestartAsync();
        var client = new FleetClient(server.Doors.Public, owner.Token.Token);
        Assert.Empty((await client.ListEventsAsync(device.Id)).Items);

        time.Shift(TimeSpan.FromSeconds(58));
        await Wait.UntilAsync(async () => (await client.ListEventsAsync(device.Id)).Items.Count > 0, "the will");
        await server.RestartAsync();
        client = new FleetClient(server.Doors.Public, owner.Token.Token);
        Assert.Equal("1", Assert.Single((await client.ListEventsAsync(device.Id)).Items).Value.ToString());
    }

    [Fact]
    public async Task Will_OfAQuarantinedDeviceThatWasReleased_IsPublished()
    {
        var time = new ShiftedTime();
        await using var server = await RunningServer.StartAsync(time: time);
        var (device, owner) = await LeaveWillAsync(server);
        await server.Doors.Admin.ChangeDeviceAsync(device.Serial, "quarantine", "test");
        await server.Doors.Admin.ChangeDeviceAsync(device.Serial, "release", "test");
        time.Shift(TimeSpan.FromSeconds(58));
        await Wait.UntilAsync(async () => (await owner.Client.ListEventsAsync(device.Id)).Items.Count == 1, "the will");
    }

    [Fact]
    public async Task Will_OfTheEarlierConnection_IsReplacedByTheLater()
    {
        var time = new ShiftedTime();
        await using var server = await RunningServer.StartAsync(time: time);
        var (device, owner) = await LeaveWillAsync(server);
        await LeaveAsync(server, device, owner, Hello with { Will = Hello.Will! with { Payload = "2"u8.ToArray() } });
        time.Shift(TimeSpan.FromSeconds(58));
        await Wait.UntilAsync(async () => (await owner.Client.ListEventsAsync(device.Id)).Items.Count > 0, "the will");
        Assert.Equal("2", Assert.Single((await owner.Client.ListEventsAsync(device.Id)).Items).Value.ToString());
    }

    private static async Task<(EnrolledDevice Device, Owner Owner)> LeaveWillAsync(RunningServer server)
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await LeaveAsync(server, device, owner, Hello);
        return (device, owner);
    }

    private static async Task LeaveAsync(RunningServer server, EnrolledDevice device, Owner owner, ConnectPacket hello)
    {
        await using (await MqttWire.ConnectAsync(server.Doors, device, hello))
        {
            // It is cut here.
        }

        await Wait.UntilAsync(async () => !(await owner.Client.GetDeviceAsync(device.Id)).Connected, "the device to be gone");
    }

    private static async Task DroppedAsync(RunningServer server, ShiftedTime time, EnrolledDevice device, Owner owner)
    {
        var dropped = server.Log.NextAsync(e => e.Id.Id == 6005 && e["Device"] == $"device:{device}", "the will to be dropped");
        time.Shift(TimeSpan.FromSeconds(58));
        await dropped;
        Assert.Empty((await owner.Client.ListEventsAsync(device.Id)).Items);
    }
}

using System.Text.Json;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Devices;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Gateway;

public sealed class SessionTests(SharedServer server)
{
    private static readonly ConnectPacket Lasting = MqttWire.Hello with { CleanStart = false, SessionExpiryInterval = 3600 };

    [Theory]
    [InlineData(MqttVersion.V500)]
    [InlineData(MqttVersion.V311)]
    public async Task Command_ToAnOfflineDevice_WaitsForItsSession(MqttVersion version)
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using (var first = await MqttWire.ConnectAsync(server.Doors, device, Lasting with { Version = version }))
        {
            await first.SubscribeAsync("commands/#");
            await first.DisconnectAsync();
        }

        await Wait.UntilAsync(async () => !(await owner.Client.GetDeviceAsync(device.Id)).Connected, "the device to be gone");
        var posted = await owner.Client.SendCommandAsync(device.Id, new CommandRequest("go", JsonElement.Parse("""{"x":1}"""), 600));
        Assert.Equal(CommandState.Queued, posted.State);
        var (wire, answer) = await MqttWire.TryConnectAsync(server.Doors, device, Lasting with { Version = version });
        await using var _ = wire;
        Assert.True(answer.SessionPresent);
        var command = await wire.DoCommandAsync("""{"status":"done","result":[1]}""");
        Assert.Equal($"commands/go/{posted.Id}", command.Topic);
        Assert.Equal("""{"x":1}""", command.Text);
        Assert.False(command.Dup);
        var done = await owner.Client.GetCommandAsync(device.Id, posted.Id);
        Assert.Equal(CommandState.Acknowledged, done.State);
        Assert.Equal("[1]", done.Result.ToString());
    }

    [Fact]
    public async Task CleanStart_EndsTheSession()
    {
        var device = await server.Doors.EnrolAsync();
        await using (var first = await MqttWire.ConnectAsync(server.Doors, device, Lasting))
        {
            await first.SubscribeAsync("commands/#");
        }

        var (clean, answer) = await MqttWire.TryConnectAsync(server.Doors, device, Lasting with { CleanStart = true, SessionExpiryInterval = 0 });
        Assert.False(answer.SessionPresent);
        await clean.DisconnectAsync();
        await clean.DisposeAsync();
        await Wait.UntilAsync(
            async () =>
            {
                var (wire, again) = await MqttWire.TryConnectAsync(server.Doors, device, Lasting);
                await wire.DisposeAsync();
                return !again.SessionPresent;
            },
            "the session to be gone");
    }

    [Fact]
    public async Task Command_NotConfirmed_ComesAgainWithDup()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using (var first = await MqttWire.ConnectAsync(server.Doors, device, Lasting))
        {
            await first.SubscribeAsync("commands/#");
            await owner.Client.SendCommandAsync(device.Id, new CommandRequest("go", null, 600));
            Assert.False((await first.TakeAsync<Published>("the command")).Dup);
            await Wait.UntilAsync(async () => (await owner.Client.ListCommandsAsync(device.Id)).Items[0].State == CommandState.Sent, "the command to be sent");
        }

        await using var second = await MqttWire.ConnectAsync(server.Doors, device, Lasting);
        var again = await second.TakeAsync<Published>("the command again");
        Assert.True(again.Dup);
        Assert.NotNull(again.Expiry);
        await second.AcknowledgeAsync(again);
        await second.PingAsync();
        Assert.Equal(CommandState.Delivered, (await owner.Client.ListCommandsAsync(device.Id)).Items[0].State);
        await second.DisposeAsync();
        await using var third = await MqttWire.ConnectAsync(server.Doors, device, Lasting);
        await third.PingAsync();
        await third.SubscribeAsync("commands/#");
        Assert.Empty(third.Rest().OfType<Published>());
    }

    [Fact]
    public async Task Command_BeyondReceiveMaximum_WaitsForTheDevice()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device, MqttWire.Hello with { ReceiveMaximum = 2 });
        await wire.SubscribeAsync("commands/#");
        for (var i = 0; i < 5; i++)
        {
            await owner.Client.SendCommandAsync(device.Id, new CommandRequest($"c{i}", null, 600));
        }

        await wire.PingAsync();
        Assert.Equal(2, wire.Rest().OfType<Published>().Count());
        for (var i = 0; i < 5; i++)
        {
            var command = await wire.TakeAsync<Published>("a command");
            Assert.StartsWith($"commands/c{i}/", command.Topic);
            await wire.AcknowledgeAsync(command);
        }
    }

    [Fact]
    public async Task Command_Expired_IsNeverDelivered_AndSaysSo()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var posted = await owner.Client.SendCommandAsync(device.Id, new CommandRequest("go", null, 1));
        await Wait.UntilAsync(async () => (await owner.Client.GetCommandAsync(device.Id, posted.Id)).State == CommandState.Expired, "the command to expire");
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SubscribeAsync("commands/#");
        await wire.PingAsync();
        Assert.Empty(wire.Rest().OfType<Published>());

        // An answer that comes too late is no fault of the device, and changes nothing.
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync($"commands/go/{posted.Id}/ack", ""));
        Assert.Equal(CommandState.Expired, (await owner.Client.GetCommandAsync(device.Id, posted.Id)).State);
    }

    [Fact]
    public async Task CommandAnswer_Malformed_IsRefused_AndTheCommandStaysOpen()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SubscribeAsync("commands/#");
        await owner.Client.SendCommandAsync(device.Id, new CommandRequest("go"));
        var command = await wire.TakeAsync<Published>("the command");
        foreach (var bad in (string[])["{", """{"status":"maybe"}""", "{}", """{"status":"done","result":"\ud800"}""", """{"status":"done","status":"failed"}"""])
        {
            Assert.Equal(ReasonCode.PayloadFormatInvalid, await wire.PublishAsync($"{command.Topic}/ack", bad));
        }

        Assert.Equal(ReasonCode.TopicNameInvalid, await wire.PublishAsync("commands/go/nonsense/ack", ""));
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync($"{command.Topic}/ack", """{"status":"failed"}"""));
        Assert.Equal(CommandState.Failed, Assert.Single((await owner.Client.ListCommandsAsync(device.Id)).Items).State);
    }

    [Fact]
    public async Task Command_OfAnother_CannotBeAnswered()
    {
        var (device, other) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var owner = await server.Doors.AddOwnerAsync(device, other);
        var posted = await owner.Client.SendCommandAsync(device.Id, new CommandRequest("go"));
        await using var wire = await MqttWire.ConnectAsync(server.Doors, other);
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync($"commands/go/{posted.Id}/ack", ""));
        Assert.Equal(CommandState.Queued, (await owner.Client.GetCommandAsync(device.Id, posted.Id)).State);
    }

    [Fact]
    public async Task Desired_ComesOnSubscribeAndOnChange()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await owner.Client.PatchDesiredAsync(device.Id, JsonElement.Parse("""{"a":1,"b":2}"""));
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SubscribeAsync("twin/desired");
        Assert.Equal("""{"version":1,"state":{"a":1,"b":2}}""", (await wire.TakeAsync<Published>("the desired state")).Text);
        await owner.Client.PatchDesiredAsync(device.Id, JsonElement.Parse("""{"a":null}"""));
        Assert.Equal("""{"version":2,"state":{"b":2}}""", (await wire.TakeAsync<Published>("the change")).Text);
    }

    [Fact]
    public async Task Session_SurvivesTheServer_AndTheServerSaysGoodbye()
    {
        await using var own = await RunningServer.StartAsync();
        var device = await own.Doors.EnrolAsync();
        var owner = await own.Doors.AddOwnerAsync(device);
        await using var before = await MqttWire.ConnectAsync(own.Doors, device, Lasting);
        await before.SubscribeAsync("commands/#", "twin/desired");
        var restarting = own.RestartAsync();
        Assert.Equal(ReasonCode.ServerShuttingDown, await before.EndReasonAsync());
        await restarting;
        var again = new FleetClient(own.Doors.Public, owner.Token.Token);
        Assert.False((await again.GetDeviceAsync(device.Id)).Connected);
        await again.SendCommandAsync(device.Id, new CommandRequest("go"));
        var (wire, answer) = await MqttWire.TryConnectAsync(own.Doors, device, Lasting);
        await using var _ = wire;
        Assert.True(answer.SessionPresent);
        await wire.TakeAsync<Published>("the desired state", p => p.Topic == "twin/desired");
        await wire.DoCommandAsync();
    }
}

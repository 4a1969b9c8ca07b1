using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Devices.Commands;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Server.Tests.Gateway;

/// <summary>A command is ordered under one permit and sent later: decided as it is written to the device.</summary>
public sealed class QueuedCommandTests(SharedServer shared)
{
    private const int Day = 24 * 60 * 60;

    [Theory]
    [InlineData("token")]
    [InlineData("grant")]
    [InlineData("person")]
    [InlineData("disabled")]
    public async Task Command_OrderedUnderWhatWasTakenAway_IsWithdrawn(string what)
    {
        var device = await shared.Doors.EnrolAsync();
        var (owner, grant) = await AddOwnerAsync(shared.Doors, device);
        var other = await shared.Doors.AddOwnerAsync(device);
        var gone = await owner.Client.SendCommandAsync(device.Id, new CommandRequest("gone", null, Day));
        var stays = await other.Client.SendCommandAsync(device.Id, new CommandRequest("stays", null, Day));
        await (what switch
        {
            "token" => shared.Doors.Admin.RevokeTokenAsync(owner.Token.Id),
            "grant" => shared.Doors.Admin.RevokeGrantAsync(grant),
            "disabled" => DisableForAWhileAsync(owner.Person.Id),
            _ => shared.Doors.Admin.Ledger.EraseAsync(new ErasureRequest(owner.Person.Id, "test")),
        });
        if (what == "person")
        {
            Assert.Equal([other.Person.Id], await NamesAsync(shared.Running, device));
        }

        var withdrawn = shared.Log.NextAsync(e => e.Id.Id == 4003 && e["Command"] == gone.Id.ToString(), "the command to be withdrawn");
        await using var wire = await MqttWire.ConnectAsync(shared.Doors, device);
        await wire.SubscribeAsync("commands/#");
        Assert.Equal($"commands/stays/{stays.Id}", (await wire.DoCommandAsync()).Topic);
        await withdrawn;
        var command = await other.Client.GetCommandAsync(device.Id, gone.Id);
        Assert.Equal((CommandState.Withdrawn, null), (command.State, command.SentAt));
        Assert.NotNull(command.CompletedAt);
        await wire.PingAsync();
        Assert.Empty(wire.Rest().OfType<Published>());

        // A withdrawn command is final.
        await wire.PublishAsync($"commands/gone/{gone.Id}/ack", "");
        Assert.Equal(CommandState.Withdrawn, (await other.Client.GetCommandAsync(device.Id, gone.Id)).State);
        Assert.Empty(await NamesAsync(shared.Running, device));
    }

    /// <summary>Whoever holds a device after its revocation gets nothing that was ordered of the one before.</summary>
    [Fact]
    public async Task Command_OrderedBeforeTheDeviceWasRevokedAndEnrolledAnew_IsWithdrawn()
    {
        var device = await shared.Doors.EnrolAsync();
        var owner = await shared.Doors.AddOwnerAsync(device);
        var gone = await owner.Client.SendCommandAsync(device.Id, new CommandRequest("gone", null, Day));
        await shared.Doors.Admin.ChangeDeviceAsync(device.Serial, "revoke", "test");
        var claim = await shared.Doors.Admin.ReclaimDeviceAsync(device.Serial, "test");
        var anew = await shared.Doors.EnrolAsync(claim.Serial, claim.Claim);
        var stays = await owner.Client.SendCommandAsync(device.Id, new CommandRequest("stays", null, Day));
        await using var wire = await MqttWire.ConnectAsync(shared.Doors, anew);
        await wire.SubscribeAsync("commands/#");
        Assert.Equal($"commands/stays/{stays.Id}", (await wire.DoCommandAsync()).Topic);
        Assert.Equal(CommandState.Withdrawn, (await owner.Client.GetCommandAsync(device.Id, gone.Id)).State);
    }

    /// <summary>Let in again before the device is back: what was ordered before stays undone.</summary>
    private async Task DisableForAWhileAsync(PrincipalId person)
    {
        await shared.Doors.Admin.DisableAsync(person, "test");
        await shared.Doors.Admin.EnableAsync(person, "test");
    }

    [Fact]
    public async Task Command_OrderedUnderAGrantAtItsEnd_IsWithdrawn_AndWithATokenAtItsEnd_IsSent()
    {
        var time = new ShiftedTime();
        await using var server = await RunningServer.StartAsync(time: time);
        var device = await server.Doors.EnrolAsync();
        var (guest, _) = await AddOwnerAsync(server.Doors, device, 60);
        var (owner, _) = await AddOwnerAsync(server.Doors, device);
        owner = new Owner(server.Doors, owner.Person, await server.Doors.Admin.IssueTokenAsync(new TokenRequest(owner.Person.Id, "t", ServerDoors.AllScopes, 60)));
        var gone = await guest.Client.SendCommandAsync(device.Id, new CommandRequest("gone", null, Day));
        var stays = await owner.Client.SendCommandAsync(device.Id, new CommandRequest("stays", null, Day));
        time.Shift(TimeSpan.FromSeconds(80));
        var withdrawn = server.Log.NextAsync(e => e.Id.Id == 4003 && e["Command"] == gone.Id.ToString(), "the command to be withdrawn");
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SubscribeAsync("commands/#");
        Assert.Equal($"commands/stays/{stays.Id}", (await wire.DoCommandAsync()).Topic);
        await withdrawn;
        Assert.Equal(401, (await owner.GetAsync("v1/devices")).Status);
    }

    [Fact]
    public async Task Command_ToADeviceThatWasQuarantinedAndReleased_IsSent()
    {
        var device = await shared.Doors.EnrolAsync();
        var owner = await shared.Doors.AddOwnerAsync(device);
        await owner.Client.SendCommandAsync(device.Id, new CommandRequest("go", null, Day));
        await shared.Doors.Admin.ChangeDeviceAsync(device.Serial, "quarantine", "test");
        await shared.Doors.Admin.ChangeDeviceAsync(device.Serial, "release", "test");
        await using var wire = await MqttWire.ConnectAsync(shared.Doors, device);
        await wire.SubscribeAsync("commands/#");
        await wire.DoCommandAsync();
    }

    [Fact]
    public async Task Commands_BehindReceiveMaximum_TokenRevoked_AreWithdrawn_AndTheOthersKeepTheirOrder()
    {
        var device = await shared.Doors.EnrolAsync();
        var thief = await shared.Doors.AddOwnerAsync(device);
        var owner = await shared.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(shared.Doors, device, MqttWire.Hello with { ReceiveMaximum = 1 });
        await wire.SubscribeAsync("commands/#");
        var posted = new List<CommandId>();
        for (var i = 0; i < 9; i++)
        {
            posted.Add((await (i % 3 == 2 ? owner : thief).Client.SendCommandAsync(device.Id, new CommandRequest($"c{i}", null, Day))).Id);
        }

        var first = await wire.TakeAsync<Published>("the first");
        await shared.Doors.Admin.RevokeTokenAsync(thief.Token.Id);
        await wire.AcknowledgeAsync(first);
        foreach (var i in (int[])[2, 5, 8])
        {
            var next = await wire.TakeAsync<Published>("the next");
            Assert.Equal($"commands/c{i}/{posted[i]}", next.Topic);
            await wire.AcknowledgeAsync(next);
        }

        await Wait.UntilAsync(
            async () => (await owner.Client.ListCommandsAsync(device.Id)).Items.Count(c => c.State == CommandState.Withdrawn) == 5, "five to be withdrawn");
        Assert.Empty(wire.Rest().OfType<Published>());
    }

    [Fact]
    public async Task Command_SentBefore_TokenRevoked_IsNotSentAgain_AndKeepsItsState()
    {
        var device = await shared.Doors.EnrolAsync();
        var thief = await shared.Doors.AddOwnerAsync(device);
        var owner = await shared.Doors.AddOwnerAsync(device);
        var sent = await thief.Client.SendCommandAsync(device.Id, new CommandRequest("sent", null, Day));
        await using (var first = await MqttWire.ConnectAsync(shared.Doors, device))
        {
            await first.SubscribeAsync("commands/#");
            await first.TakeAsync<Published>("the command");
            await Wait.UntilAsync(async () => (await owner.Client.GetCommandAsync(device.Id, sent.Id)).State == CommandState.Sent, "the command to be sent");
        }

        await shared.Doors.Admin.RevokeTokenAsync(thief.Token.Id);
        var marker = await owner.Client.SendCommandAsync(device.Id, new CommandRequest("marker", null, Day));
        await using var second = await MqttWire.ConnectAsync(shared.Doors, device);
        await second.SubscribeAsync("commands/#");
        Assert.EndsWith(marker.Id.ToString(), (await second.TakeAsync<Published>("the marker")).Topic);
        Assert.Equal(CommandState.Sent, (await owner.Client.GetCommandAsync(device.Id, sent.Id)).State);
    }

    [Fact]
    public async Task Commands_OverARestart_ComeInOrder_AndAreAskedFor()
    {
        await using var server = await RunningServer.StartAsync();
        var device = await server.Doors.EnrolAsync();
        var thief = await server.Doors.AddOwnerAsync(device);
        var owner = await server.Doors.AddOwnerAsync(device);
        for (var i = 0; i < 6; i++)
        {
            await (i == 3 ? thief : owner).Client.SendCommandAsync(device.Id, new CommandRequest($"c{i}", null, Day));
        }

        await server.Doors.Admin.RevokeTokenAsync(thief.Token.Id);
        await server.RestartAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SubscribeAsync("commands/#");
        foreach (var i in (int[])[0, 1, 2, 4, 5])
        {
            Assert.StartsWith($"commands/c{i}/", (await wire.TakeAsync<Published>("a command")).Topic);
        }

        var client = new FleetClient(server.Doors.Public, owner.Token.Token);
        await Wait.UntilAsync(
            async () => (await client.ListCommandsAsync(device.Id)).Items.Single(c => c.Name == "c3").State == CommandState.Withdrawn, "the thief's to be withdrawn");
    }

    /// <summary>Whom the rows of the device's commands name.</summary>
    private static async Task<List<PrincipalId?>> NamesAsync(RunningServer server, EnrolledDevice device)
    {
        await using var db = server.Server.Services.GetRequiredService<Database>().Read();
        return await db.Set<CommandRecord>().Where(c => c.Device == device.Id && c.Principal != null).Select(c => c.Principal)
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<(Owner Owner, string Grant)> AddOwnerAsync(ServerDoors doors, EnrolledDevice device, int? expires = null)
    {
        var person = await doors.Admin.AddOwnerAsync("o");
        var grant = await doors.GrantAsync(person, device.Id, expires);
        return (await doors.TokenAsync(person), grant.Id);
    }
}

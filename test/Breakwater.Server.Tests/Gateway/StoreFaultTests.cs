using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Problems;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Gateway;

/// <summary>Laws 9 and 10: what the store did not take is not acknowledged, and what is sent again counts.</summary>
public sealed class StoreFaultTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync(
        o => o with { Telemetry = o.Telemetry with { CompactAfterBytes = 1_000_000, CompactAgain = TimeSpan.FromMilliseconds(50) } });

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task TelemetryCommitFails_NothingIsAcknowledged_AndTheDeviceIsToldToTryAgain()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var folder = new DataFolder(server.Folder);
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, device))
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", "0"));
            await SqliteFile.ExecuteAsync(folder.TelemetryDatabase, "CREATE TRIGGER fault BEFORE INSERT ON blocks BEGIN SELECT RAISE(ABORT, 'fault'); END");
            for (var i = 1; i <= 20; i++)
            {
                await wire.SendPublishAsync("telemetry/t", $"{i}");
            }

            Assert.Equal(ReasonCode.ImplementationSpecificError, await wire.EndReasonAsync());
            Assert.Empty(wire.Rest().OfType<Acked>());
        }

        await SqliteFile.ExecuteAsync(folder.TelemetryDatabase, "DROP TRIGGER fault");
        await using var again = await MqttWire.ConnectAsync(server.Doors, device);
        Assert.Equal(ReasonCode.Success, await again.PublishAsync("telemetry/t", "21"));
        Assert.Equal(["0", "21"], (await owner.Client.GetTelemetryAsync(device.Id, "t")).Items.Select(p => p.Value.ToString()));
    }

    /// <summary>As on a full disk: nobody waits for it, whoever ends something has it confirmed, and the supervisor is told.</summary>
    [Fact]
    public async Task CompactionFails_NoMoreIsTaken_UntilItSucceeds()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var path = new DataFolder(server.Folder).TelemetryDatabase;
        var payload = new byte[900_000];
        await SqliteFile.ExecuteAsync(path, "CREATE TRIGGER fault3 BEFORE INSERT ON chunks BEGIN SELECT RAISE(ABORT, 'fault'); END");
        using var health = server.Doors.NewHttp("operators-https");
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, device))
        {
            while ((await ReadyAsync()).Status == 200)
            {
                Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", payload));
            }

            // Of either quality of service: whoever is not acknowledged is told, too.
            await wire.SendPublishAsync("telemetry/t", "1", QualityOfService.AtMostOnce);
            Assert.Equal(ReasonCode.ImplementationSpecificError, await wire.EndReasonAsync());
            Assert.Empty(wire.Rest().OfType<Acked>());
        }

        Assert.Contains("1003", (await ReadyAsync()).Body, StringComparison.Ordinal);
        await server.Doors.Admin.RevokeTokenAsync(owner.Token.Id);
        await SqliteFile.ExecuteAsync(path, "DROP TRIGGER fault3");
        await Wait.UntilAsync(async () => (await ReadyAsync()).Body == "ready\n", "a compaction");
        await using var again = await MqttWire.ConnectAsync(server.Doors, device);
        Assert.Equal(ReasonCode.Success, await again.PublishAsync("telemetry/t", "2"));

        async Task<Answer> ReadyAsync() => await Owner.SendAsync(health, null, HttpMethod.Get, "readyz");
    }

    [Fact]
    public async Task OneCommitFails_AndTheNextDoesNot_NothingOfTheFirstIsAcknowledged()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var path = new DataFolder(server.Folder).TelemetryDatabase;
        for (var round = 0; round < 5; round++)
        {
            await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", "\"open\""));
            await SqliteFile.ExecuteAsync(path, "CREATE TRIGGER fault BEFORE INSERT ON blocks WHEN NEW.records = 1 BEGIN SELECT RAISE(ABORT, 'fault'); END");
            ushort lost;
            await using (var held = await SqliteFile.OpenAsync(path))
            {
                // The first point waits alone for the disk, the others gather behind it.
                await SqliteFile.ExecuteAsync(held, "BEGIN IMMEDIATE");
                lost = await wire.SendPublishAsync("telemetry/t", "\"lost\"");
                await wire.PingAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
                await wire.SendPublishAsync("telemetry/t", "\"kept\"");
                await wire.SendPublishAsync("telemetry/t", "\"kept\"");
                await wire.PingAsync();
                await SqliteFile.ExecuteAsync(held, "ROLLBACK");
            }

            await wire.EndAsync();
            Assert.DoesNotContain(wire.Rest().OfType<Acked>(), a => a.Id == lost);
            await SqliteFile.ExecuteAsync(path, "DROP TRIGGER fault");
        }

        Assert.DoesNotContain((await owner.Client.GetTelemetryAsync(device.Id, "t")).Items, p => p.Value!.Value.GetString() == "lost");
    }

    [Fact]
    public async Task CommandAnswerIsNotStored_SentAgain_Counts()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var folder = new DataFolder(server.Folder);
        Published command;
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, device))
        {
            await wire.SubscribeAsync("commands/#");
            await owner.Client.SendCommandAsync(device.Id, new CommandRequest("go", null, 600));
            command = await wire.TakeAsync<Published>("the command");
            await wire.AcknowledgeAsync(command);
            await wire.PingAsync();
            await SqliteFile.ExecuteAsync(folder.Database, "CREATE TRIGGER fault BEFORE UPDATE ON commands BEGIN SELECT RAISE(ABORT, 'fault'); END");
            await wire.SendPublishAsync($"{command.Topic}/ack", """{"status":"done"}""");
            Assert.Equal(ReasonCode.ImplementationSpecificError, await wire.EndReasonAsync());
            Assert.Empty(wire.Rest().OfType<Acked>());
        }

        await SqliteFile.ExecuteAsync(folder.Database, "DROP TRIGGER fault");
        await using var again = await MqttWire.ConnectAsync(server.Doors, device);
        Assert.Equal(ReasonCode.Success, await again.PublishAsync($"{command.Topic}/ack", """{"status":"done"}"""));
        Assert.Equal(CommandState.Acknowledged, Assert.Single((await owner.Client.ListCommandsAsync(device.Id)).Items).State);
    }

    [Fact]
    public async Task ReportIsNotStored_IsNotAcknowledged_AndNotInTheTwin()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var folder = new DataFolder(server.Folder);
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, device))
        {
            await SqliteFile.ExecuteAsync(folder.Database, "CREATE TRIGGER fault2 BEFORE INSERT ON twins BEGIN SELECT RAISE(ABORT, 'fault'); END");
            await wire.SendPublishAsync("twin/reported", """{"a":1}""");
            Assert.Equal(ReasonCode.ImplementationSpecificError, await wire.EndReasonAsync());
            Assert.Empty(wire.Rest().OfType<Acked>());
        }

        var failed = await owner.SendAsync(HttpMethod.Patch, $"v1/devices/{device}/twin/desired", "{}", "application/json");
        Assert.Equal((503, ProblemCodes.Unavailable), (failed.Status, failed.Code));
        await SqliteFile.ExecuteAsync(folder.Database, "DROP TRIGGER fault2");
        var twin = await owner.Client.GetTwinAsync(device.Id);
        Assert.Equal((0L, 0L), (twin.Reported.Version, twin.Desired.Version));
        await using var again = await MqttWire.ConnectAsync(server.Doors, device);
        Assert.Equal(ReasonCode.Success, await again.PublishAsync("twin/reported", """{"a":1}"""));
    }
}

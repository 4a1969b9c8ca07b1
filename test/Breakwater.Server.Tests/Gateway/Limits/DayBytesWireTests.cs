using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Gateway.Limits;

public sealed class DayBytesWireTests
{
    private const int Day = 64 * 1024;

    [Fact]
    public async Task Publish_BeyondTheDay_IsRefused_AlsoOnANewConnection_AndAfterARestart()
    {
        await using var server = await RunningServer.StartAsync(o => o with { Gateway = o.Gateway with { DayBytes = Day } });
        var (full, other) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var payload = $"\"{new string('x', 1000)}\"";
        var stored = 0;
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, full))
        {
            while (await wire.PublishAsync("telemetry/t", payload) == ReasonCode.Success)
            {
                stored++;
            }

            Assert.InRange(stored * 1002, Day / 2, Day);
            Assert.Equal(ReasonCode.QuotaExceeded, await wire.PublishAsync("events/e", payload));

            // What replaces what was there before is not counted.
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("twin/reported", """{"a":1}"""));
        }

        await using (var wire = await MqttWire.ConnectAsync(server.Doors, full))
        {
            Assert.Equal(ReasonCode.QuotaExceeded, await wire.PublishAsync("telemetry/t", payload));
        }

        await using (var old = await MqttWire.ConnectAsync(server.Doors, full, MqttWire.Hello with { Version = MqttVersion.V311 }))
        {
            // It cannot be told, and must not take silence for success.
            await old.SendPublishAsync("telemetry/t", payload);
            await old.EndAsync();
        }

        await server.RestartAsync();
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, full))
        {
            Assert.Equal(ReasonCode.QuotaExceeded, await wire.PublishAsync("telemetry/t", payload));
        }

        await using (var wire = await MqttWire.ConnectAsync(server.Doors, other))
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", payload));
        }

        // Once a day of each process, however often it is refused.
        Assert.Equal(2, server.Log.Signals(full.Id.ToString()).Count(s => s.Message.Contains("gateway.dayBytes", StringComparison.Ordinal)));
    }

    /// <summary>CONNECT costs, too, and what is owed is owed on the next connection.</summary>
    [Fact]
    public async Task Connect_AgainAndAgain_IsRefused_AndAnotherDeviceIsNot()
    {
        await using var server = await RunningServer.StartAsync(o => o with { Gateway = o.Gateway with { PublishRate = 1, PublishBurst = 20 } });
        var (fast, other) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        for (var i = 0; i < 2; i++)
        {
            await using var wire = await MqttWire.ConnectAsync(server.Doors, fast);
        }

        var (refused, answer) = await MqttWire.TryConnectAsync(server.Doors, fast);
        await refused.DisposeAsync();
        Assert.Equal(ReasonCode.ConnectionRateExceeded, answer.Reason);
        await using var others = await MqttWire.ConnectAsync(server.Doors, other);
    }
}

using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Breakwater.Device.Commands;
using Breakwater.Device.Connection;
using Breakwater.Device.Messaging;
using Breakwater.Device.Tests.Fakes;
using Breakwater.Device.Twin;
using MQTTnet.Protocol;

namespace Breakwater.Device.Tests.Messaging;

public sealed class ConversationTests
{
    [Fact]
    public async Task PublishTelemetryAsync_Connected_CompletesWhenAcknowledged()
    {
        await using var device = await StartedAsync();

        var result = await Wait.ForAsync(device.Client.PublishTelemetryAsync("state", "{\"a\":1}"u8.ToArray()), "the acknowledgement");

        Assert.Equal(PublishResult.Acknowledged, result);
        Assert.Equal(("telemetry/state", "{\"a\":1}"), await device.Gateway.NextAsync("telemetry/"));
    }

    [Fact]
    public async Task PublishTelemetryAsync_Refused_SaysSo()
    {
        await using var device = await StartedAsync();
        device.Gateway.Acknowledge = _ => MqttPubAckReasonCode.NotAuthorized;

        Assert.Equal(PublishResult.Refused, await Wait.ForAsync(device.Client.PublishEventAsync("e", default), "the refusal"));
    }

    [Fact]
    public async Task PublishTelemetryAsync_ServerAway_IsDeliveredLaterInOrder()
    {
        await using var device = await StartedAsync();
        await device.Gateway.DisposeAsync();
        await device.NextAsync(ConnectionState.Waiting);
        var first = device.Client.PublishTelemetryAsync("state", "1"u8.ToArray());
        var second = device.Client.PublishMapAsync("floor", "2"u8.ToArray());
        device.Gateway = await Gateway.StartAsync(device.Authority, device.Options.MqttPort);

        await device.TurnUntilAsync(ConnectionState.Connected, TimeSpan.FromSeconds(1));

        Assert.Equal(PublishResult.Acknowledged, await Wait.ForAsync(first, "the first message"));
        Assert.Equal(PublishResult.Acknowledged, await Wait.ForAsync(second, "the second message"));
        Assert.Equal("telemetry/state", (await device.Gateway.NextAsync("")).Topic);
        Assert.Equal("maps/floor", (await device.Gateway.NextAsync("")).Topic);
    }

    [Theory]
    [InlineData("twin/reported/accepted", ReportResult.Accepted)]
    [InlineData("twin/reported/rejected", ReportResult.Rejected)]
    public async Task ReportAsync_Answered_GivesTheAnswer(string topic, ReportResult expected)
    {
        await using var device = await StartedAsync();

        var report = device.Client.ReportAsync("{\"status\":\"docked\"}"u8.ToArray());
        await device.Gateway.NextAsync("twin/reported");
        await device.Gateway.SendAsync(topic, "{}");

        Assert.Equal(expected, await Wait.ForAsync(report, "the answer"));
    }

    [Fact]
    public async Task Command_DeliveredTwice_RunsOnceAndIsAnsweredTwice()
    {
        await using var device = await TestDevice.StartAsync();
        var runs = 0;
        device.Client.OnCommand("start", (command, _) =>
        {
            runs++;
            using var document = JsonDocument.Parse(command.Payload);
            return ValueTask.FromResult(CommandResult.DoneWith(document.RootElement.Clone()));
        });
        await Wait.ForAsync(device.Client.StartAsync(), "the first connection");

        await device.Gateway.SendAsync("commands/start/42", "{\"room\":3}");
        await device.Gateway.SendAsync("commands/start/42", "{\"room\":3}");

        var expected = ("commands/start/42/ack", "{\"status\":\"done\",\"result\":{\"room\":3}}");
        Assert.Equal(expected, await device.Gateway.NextAsync("commands/"));
        Assert.Equal(expected, await device.Gateway.NextAsync("commands/"));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Command_PlainDone_IsAnsweredEmpty()
    {
        await using var device = await TestDevice.StartAsync();
        device.Client.OnCommand("locate", (_, _) => ValueTask.FromResult(CommandResult.Done));
        await Wait.ForAsync(device.Client.StartAsync(), "the first connection");

        await device.Gateway.SendAsync("commands/locate/1", "");

        Assert.Equal(("commands/locate/1/ack", ""), await device.Gateway.NextAsync("commands/"));
    }

    [Theory]
    [InlineData("unknown", "no such command")]
    [InlineData("broken", "failed on the device")]
    public async Task Command_UnknownOrBroken_Fails(string name, string reason)
    {
        await using var device = await TestDevice.StartAsync();
        device.Client.OnCommand("broken", (_, _) => throw new InvalidOperationException("secret detail"));
        await Wait.ForAsync(device.Client.StartAsync(), "the first connection");

        await device.Gateway.SendAsync($"commands/{name}/1", "{}");

        var (_, payload) = await device.Gateway.NextAsync("commands/");
        Assert.Contains("\"failed\"", payload);
        Assert.Contains(reason, payload);
        Assert.DoesNotContain("secret detail", payload);
    }

    [Fact]
    public async Task Desired_Changed_IsHandledOncePerVersion()
    {
        await using var device = await TestDevice.StartAsync();
        var seen = Channel.CreateUnbounded<DesiredTwin>();
        device.Client.OnDesired((desired, stop) => seen.Writer.WriteAsync(desired, stop));
        await Wait.ForAsync(device.Client.StartAsync(), "the first connection");

        await device.Gateway.SendAsync("twin/desired", "{\"version\":1,\"state\":{\"fanSpeed\":\"max\"}}");
        await device.Gateway.SendAsync("twin/desired", "{\"version\":1,\"state\":{\"fanSpeed\":\"max\"}}");
        await device.Gateway.SendAsync("twin/desired", "{\"version\":2,\"state\":{}}");

        Assert.Equal("max", (await Wait.ForAsync(seen.Reader.ReadAsync().AsTask(), "version 1")).State.GetProperty("fanSpeed").GetString());
        Assert.Equal(2, (await Wait.ForAsync(seen.Reader.ReadAsync().AsTask(), "version 2")).Version);
    }

    [Theory]
    [InlineData("twin/desired", "not json")]
    [InlineData("twin/desired", "[]")]
    [InlineData("commands/start", "{}")]
    [InlineData("commands/a/b/ack", "{}")]
    public async Task Message_Meaningless_IsIgnored(string topic, string payload)
    {
        await using var device = await StartedAsync();

        await device.Gateway.SendAsync(topic, payload);

        Assert.Equal(PublishResult.Acknowledged, await Wait.ForAsync(device.Client.PublishTelemetryAsync("s", Encoding.UTF8.GetBytes("1")), "the next message"));
    }

    private static async Task<TestDevice> StartedAsync()
    {
        var device = await TestDevice.StartAsync();
        await Wait.ForAsync(device.Client.StartAsync(), "the first connection");
        return device;
    }
}

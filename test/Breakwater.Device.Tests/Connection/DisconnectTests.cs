using Breakwater.Device.Connection;
using Breakwater.Device.Messaging;
using Breakwater.Device.Tests.Fakes;
using MQTTnet.Protocol;

namespace Breakwater.Device.Tests.Connection;

public sealed class DisconnectTests
{
    [Theory]
    [InlineData(MqttDisconnectReasonCode.SessionTakenOver, ConnectionCause.TakenOver, 29)]
    [InlineData(MqttDisconnectReasonCode.AdministrativeAction, ConnectionCause.AdministrativeAction, 59)]
    [InlineData(MqttDisconnectReasonCode.ServerShuttingDown, ConnectionCause.ServerBusy, 0)]
    public async Task Disconnect_ByServer_BacksOffAsItsReasonAsks(MqttDisconnectReasonCode reason, ConnectionCause cause, int silentSeconds)
    {
        await using var device = await TestDevice.StartAsync();
        await Wait.ForAsync(device.Client.StartAsync(), "the first connection");

        await device.Gateway.DisconnectAsync(reason);
        var waiting = await device.NextAsync(ConnectionState.Waiting);
        device.Time.Advance(TimeSpan.FromSeconds(silentSeconds));
        var connections = device.Gateway.Connections.Count;
        await device.TurnUntilAsync(ConnectionState.Connected, TimeSpan.FromSeconds(1));

        Assert.Equal(cause, waiting.Cause);
        Assert.Equal(1, connections);
        Assert.Equal(2, device.Gateway.Connections.Count);
    }

    [Fact]
    public async Task Connect_NotAuthorized_WaitsAndSaysSo()
    {
        await using var device = await TestDevice.StartAsync();
        device.Gateway.Accepts = _ => false;

        _ = device.Client.StartAsync();
        var waiting = await device.NextAsync(ConnectionState.Waiting);

        Assert.Equal(ConnectionCause.NotAuthorized, waiting.Cause);
        Assert.Contains("0x87", waiting.Detail);
    }

    [Fact]
    public async Task DisposeAsync_Connected_Stops()
    {
        await using var device = await TestDevice.StartAsync();
        await Wait.ForAsync(device.Client.StartAsync(), "the first connection");

        await device.Client.DisposeAsync();

        Assert.Equal(ConnectionState.Stopped, device.Client.State);
        Assert.Equal(PublishResult.Stopped, await device.Client.PublishTelemetryAsync("s", "1"u8.ToArray()));
    }
}

using System.Text;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Gateway;

public sealed class ConnectTests(SharedServer server)
{
    [Fact]
    public async Task Connect_V5_AnnouncesLimits()
    {
        var device = await server.Doors.EnrolAsync();
        var (wire, answer) = await MqttWire.TryConnectAsync(
            server.Doors, device, MqttWire.Hello with { ClientId = "", KeepAlive = 0, SessionExpiryInterval = uint.MaxValue });
        await using var _ = wire;
        Assert.Equal(ReasonCode.Success, answer.Reason);
        Assert.False(answer.SessionPresent);
        Assert.Equal(100, (int)answer.ReceiveMaximum!);
        Assert.Equal(QualityOfService.AtLeastOnce, answer.MaximumQos);
        Assert.Equal(1024u * 1024, answer.MaximumPacketSize);
        Assert.Equal(8, (int)answer.TopicAliasMaximum!);
        Assert.False(answer.SubscriptionIdentifiersAvailable);
        Assert.False(answer.SharedSubscriptionAvailable);
        Assert.Equal(1177, (int)answer.ServerKeepAlive!);
        Assert.Equal(7u * 24 * 3600, answer.SessionExpiryInterval);
        Assert.Equal(device.Id.ToString(), answer.AssignedClientIdentifier);
    }

    [Fact]
    public async Task Connect_V311_IsAccepted()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device, MqttWire.Hello with { Version = MqttVersion.V311 });
        await wire.PingAsync();
    }

    [Fact]
    public async Task Connect_Twice_EndsWithProtocolError()
    {
        var device = await server.Doors.EnrolAsync();
        var signal = server.Log.NextSignalAsync(SignalKind.ProtocolViolation, device.ToString());
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SendAsync(output => PacketWriter.WriteConnect(output, MqttWire.Hello));
        Assert.Equal(ReasonCode.ProtocolError, await wire.EndReasonAsync());
        await signal;
    }

    [Theory]
    [InlineData("MQTT", 6)]
    [InlineData("MQTT", 3)]
    [InlineData("MQIsdp", 3)]
    [InlineData("mqtt", 5)]
    public async Task Connect_OtherProtocol_IsNeverAccepted(string name, byte version)
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.OpenAsync(server.Doors, device.Certificate);
        byte[] body = [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), version, 2, 0, 60, 0, 0, 1, (byte)'c'];
        await wire.SendAsync(output => PacketWriter.WriteFrame(output, 0x10, body));
        await wire.EndAsync();
        Assert.DoesNotContain(wire.Rest(), p => p is ConnAckPacket { Reason: ReasonCode.Success });
    }

    [Fact]
    public async Task Connect_NotFirst_EndsWithoutAnAnswer()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.OpenAsync(server.Doors, device.Certificate);
        await wire.SendAsync(MqttWire.PublishBytes(MqttVersion.V500, "telemetry/x", "1", 1));
        await wire.EndAsync();
        Assert.Empty(wire.Rest());
    }

    [Fact]
    public async Task Connect_WithAuthenticationMethod_IsRefused()
    {
        var device = await server.Doors.EnrolAsync();
        var (wire, answer) = await MqttWire.TryConnectAsync(server.Doors, device, MqttWire.Hello with { AuthenticationMethod = "SCRAM-SHA-1" });
        await using var _ = wire;
        Assert.Equal(ReasonCode.BadAuthenticationMethod, answer.Reason);
        await wire.EndAsync();
    }

    [Theory]
    [InlineData("ffffffffffffffffffffffffffffffff", QualityOfService.AtLeastOnce, ReasonCode.NotAuthorized)]
    [InlineData("devices/12345678/telemetry/x", QualityOfService.AtMostOnce, ReasonCode.NotAuthorized)]
    [InlineData("events/gone", QualityOfService.ExactlyOnce, ReasonCode.QoSNotSupported)]
    public async Task Connect_WithForbiddenWill_IsRefused(string topic, QualityOfService qos, ReasonCode reason)
    {
        var device = await server.Doors.EnrolAsync();
        var (wire, answer) = await MqttWire.TryConnectAsync(
            server.Doors, device, MqttWire.Hello with { Will = new WillMessage { Topic = topic, Payload = [1], Qos = qos } });
        await using var _ = wire;
        Assert.Equal(reason, answer.Reason);
        await wire.EndAsync();
    }

    [Fact]
    public async Task Will_OfACutConnection_IsPublished_AndOfAGoodbyeIsNot()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var hello = MqttWire.Hello with { Will = new WillMessage { Topic = "events/gone", Payload = "1"u8.ToArray() } };
        var polite = await MqttWire.ConnectAsync(server.Doors, device, hello);
        await polite.DisconnectAsync();
        var onRequest = await MqttWire.ConnectAsync(server.Doors, device, hello with { Will = hello.Will! with { Payload = "2"u8.ToArray() } });
        await onRequest.DisconnectAsync(ReasonCode.DisconnectWithWillMessage);
        var cut = await MqttWire.ConnectAsync(server.Doors, device, hello with { Will = hello.Will! with { Payload = "3"u8.ToArray() } });
        await cut.DisposeAsync();
        await Wait.UntilAsync(async () => (await owner.Client.ListEventsAsync(device.Id)).Items.Count >= 2, "two wills");
        Assert.Equal(["3", "2"], (await owner.Client.ListEventsAsync(device.Id)).Items.Select(e => e.Value.ToString()));
        await polite.DisposeAsync();
        await onRequest.DisposeAsync();
    }

    [Fact]
    public async Task Will_Delayed_WaitsAndIsCancelledByAReturn()
    {
        var (stays, returns) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var owner = await server.Doors.AddOwnerAsync(stays, returns);
        var hello = MqttWire.Hello with
        {
            SessionExpiryInterval = 60,
            Will = new WillMessage { Topic = "events/gone", Payload = "1"u8.ToArray(), DelayInterval = 1 },
        };
        await using (await MqttWire.ConnectAsync(server.Doors, stays, hello))
        await using (await MqttWire.ConnectAsync(server.Doors, returns, hello))
        {
            // Both are cut here.
        }

        var ended = server.Log.NextAsync(e => e.Id.Id == 6001 && e["Device"] == $"device:{returns}", "the new connection's end");
        var back = await MqttWire.ConnectAsync(server.Doors, returns, MqttWire.Hello);
        await Wait.UntilAsync(async () => (await owner.Client.ListEventsAsync(stays.Id)).Items.Count == 1, "the delayed will");
        await back.DisconnectAsync();
        await ended;
        Assert.Empty((await owner.Client.ListEventsAsync(returns.Id)).Items);
        await back.DisposeAsync();
    }

    [Fact]
    public async Task KeepAlive_Exceeded_EndsTheConnection()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device, MqttWire.Hello with { KeepAlive = 1 });
        Assert.Equal(ReasonCode.KeepAliveTimeout, await wire.EndReasonAsync());
    }

    [Fact]
    public async Task Connect_SameDevice_TakesOver()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var signal = server.Log.NextSignalAsync(SignalKind.SessionTakenOver, device.ToString());
        await using var first = await MqttWire.ConnectAsync(server.Doors, device);
        await using var second = await MqttWire.ConnectAsync(server.Doors, device);
        Assert.Equal(ReasonCode.SessionTakenOver, await first.EndReasonAsync());
        await signal;
        await second.PingAsync();
        Assert.True((await owner.Client.GetDeviceAsync(device.Id)).Connected);
    }

    [Fact]
    public async Task Connect_AndGoneAtOnce_LeavesNobodyConnected()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        for (var i = 0; i < 20; i++)
        {
            var wire = await MqttWire.OpenAsync(server.Doors, device.Certificate, read: false);
            await wire.SendAsync(output => PacketWriter.WriteConnect(output, MqttWire.Hello));
            ((System.Net.Security.SslStream)wire.Stream).Close();
        }

        await Wait.UntilAsync(async () => !(await owner.Client.GetDeviceAsync(device.Id)).Connected, "the device to be seen as gone");
    }

    [Fact]
    public async Task Connect_ClientIdAndUserNameOfAnother_ChangeNothing()
    {
        var (device, other) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var owner = await server.Doors.AddOwnerAsync(device, other);
        await using var honest = await MqttWire.ConnectAsync(server.Doors, other);
        await using var wire = await MqttWire.ConnectAsync(
            server.Doors, device, MqttWire.Hello with { ClientId = other.Id.ToString(), UserName = other.Serial, Password = Encoding.ASCII.GetBytes(other.Claim) });
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/x", "1"));
        Assert.Equal("x", Assert.Single((await owner.Client.ListStreamsAsync(device.Id)).Items).Stream);
        Assert.Empty((await owner.Client.ListStreamsAsync(other.Id)).Items);
        await honest.PingAsync();
    }
}

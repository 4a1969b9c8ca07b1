using Breakwater.Mqtt;
using Breakwater.Server.Tests.Hosting;
using Breakwater.Server.Watch;

namespace Breakwater.Server.Tests.Gateway;

public sealed class ConnectTests(SharedServer server)
{
    [Fact]
    public async Task Connect_V5_AnnouncesLimits()
    {
        var device = await server.Doors.EnrolAsync();
        var (wire, answer) = await MqttWire.TryConnectAsync(server.Doors, device, MqttWire.Hello with { ClientId = "", KeepAlive = 0, SessionExpiryInterval = uint.MaxValue });
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
}

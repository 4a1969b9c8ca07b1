using Breakwater.Mqtt;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Subscribing;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Gateway;

public sealed class SubscribeTests(SharedServer server)
{
    public static TheoryData<string, SignalKind> Forbidden => new()
    {
        { "#", SignalKind.WildcardTopic },
        { "+/+", SignalKind.WildcardTopic },
        { "+/#", SignalKind.WildcardTopic },
        { "telemetry/#", SignalKind.WildcardTopic },
        { "$SYS/#", SignalKind.SystemTopic },
        { "$share/g/#", SignalKind.SharedSubscription },
        { "$share/g/commands/#", SignalKind.SharedSubscription },
        { "0123456789abcdef0123456789abcdef/commands", SignalKind.ForeignTopic },
        { "devices/20240001/telemetry", SignalKind.ForeignTopic },
        { "telemetry/x", SignalKind.TopicOutsideProfile },
        { "twin/+", SignalKind.TopicOutsideProfile },
        { "twin/reported", SignalKind.TopicOutsideProfile },
        { "/commands/#", SignalKind.WildcardTopic },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task Subscribe_OutsideProfile_IsRefusedAndASignal(string filter, SignalKind kind)
    {
        foreach (var version in (MqttVersion[])[MqttVersion.V500, MqttVersion.V311])
        {
            var device = await server.Doors.EnrolAsync();
            var signal = server.Log.NextSignalAsync(kind, device.ToString());
            await using var wire = await MqttWire.ConnectAsync(server.Doors, device, MqttWire.Hello with { Version = version });
            var answer = Assert.Single(await wire.SubscribeAsync(filter));
            Assert.Equal(version == MqttVersion.V500 ? ReasonCode.NotAuthorized : ReasonCode.UnspecifiedError, answer);
            await signal;
            await wire.PingAsync();
        }
    }

    [Theory]
    [InlineData("commands/#")]
    [InlineData("commands/+/+")]
    [InlineData("commands/clean/+")]
    [InlineData("twin/desired")]
    [InlineData("twin/reported/+")]
    [InlineData("twin/reported/accepted")]
    public async Task Subscribe_WithinProfile_IsGranted(string filter)
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        Assert.Equal([ReasonCode.GrantedQoS1], await wire.SubscribeAsync(filter));
        Assert.Equal([ReasonCode.GrantedQoS0], await wire.SubscribeAsync(QualityOfService.AtMostOnce, filter));
        Assert.Equal([ReasonCode.GrantedQoS1], await wire.SubscribeAsync(QualityOfService.ExactlyOnce, filter));
    }

    [Fact]
    public async Task Subscribe_Mixed_AnswersEachFilterForItself()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        Assert.Equal(
            [ReasonCode.GrantedQoS1, ReasonCode.NotAuthorized, ReasonCode.GrantedQoS1, ReasonCode.NotAuthorized],
            await wire.SubscribeAsync("commands/#", "#", "twin/desired", "$SYS/#"));
    }

    [Fact]
    public async Task Subscribe_FiftyFirst_IsOverQuota()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        var answers = new List<ReasonCode>();
        for (var i = 0; i < 51; i += 3)
        {
            answers.AddRange(await wire.SubscribeAsync($"commands/a{i}/+", $"commands/a{i + 1}/+", $"commands/a{i + 2}/+"));
        }

        Assert.Equal(Enumerable.Repeat(ReasonCode.GrantedQoS1, 50).Append(ReasonCode.QuotaExceeded), answers);
        Assert.Equal([ReasonCode.GrantedQoS1], await wire.SubscribeAsync("commands/a0/+"));
    }

    [Fact]
    public async Task Subscribe_WithIdentifier_IsRefused()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SendAsync(output => PacketWriter.WriteSubscribe(
            output, MqttVersion.V500, new SubscribePacket { PacketId = 7, SubscriptionIdentifier = 3, Subscriptions = [new("commands/#", QualityOfService.AtLeastOnce)] }));
        Assert.Equal([ReasonCode.SubscriptionIdentifiersNotSupported], (await wire.TakeAsync<SubAckPacket>("SUBACK")).ReasonCodes);
    }

    [Fact]
    public async Task Unsubscribe_Answers_AndEndsDelivery()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SubscribeAsync("commands/#");
        await wire.SendAsync(output => PacketWriter.WriteUnsubscribe(output, MqttVersion.V500, new UnsubscribePacket { PacketId = 9, Filters = ["commands/#", "twin/desired"] }));
        Assert.Equal([ReasonCode.Success, ReasonCode.NoSubscriptionExisted], (await wire.TakeAsync<UnsubAckPacket>("UNSUBACK")).ReasonCodes);
        await owner.Client.SendCommandAsync(device.Id, new("go"));
        await wire.PingAsync();
        Assert.Empty(wire.Rest().OfType<Published>());
    }
}

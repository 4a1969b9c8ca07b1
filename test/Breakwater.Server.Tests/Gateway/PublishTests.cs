using System.Text;
using Breakwater.Contracts.Problems;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Gateway;

public sealed class PublishTests(SharedServer server)
{
    [Theory]
    [InlineData("devices/20240001/telemetry", SignalKind.ForeignTopic)]
    [InlineData("$SYS/broker", SignalKind.SystemTopic)]
    [InlineData("twin/desired", SignalKind.TopicOutsideProfile)]
    [InlineData("commands/go/0123456789abcdef0123456789abcdef", SignalKind.ForeignTopic)]
    [InlineData("telemetry/a/b", SignalKind.TopicOutsideProfile)]
    public async Task Publish_OutsideProfile_IsRefusedInEveryWay(string topic, SignalKind kind)
    {
        var device = await server.Doors.EnrolAsync();
        var signal = server.Log.NextSignalAsync(kind, device.ToString());
        await using var patient = await MqttWire.ConnectAsync(server.Doors, device);
        Assert.Equal(ReasonCode.NotAuthorized, await patient.PublishAsync(topic, "1"));
        await signal;
        await patient.SendPublishAsync(topic, "1", QualityOfService.AtMostOnce);
        Assert.Equal(ReasonCode.NotAuthorized, await patient.EndReasonAsync());
        foreach (var qos in (QualityOfService[])[QualityOfService.AtMostOnce, QualityOfService.AtLeastOnce])
        {
            await using var old = await MqttWire.ConnectAsync(server.Doors, device, MqttWire.Hello with { Version = MqttVersion.V311 });
            await old.SendPublishAsync(topic, "1", qos);
            await old.EndAsync();
            Assert.Empty(old.Rest());
        }
    }

    [Fact]
    public async Task Publish_QoS2_EndsWithQoSNotSupported()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SendPublishAsync("telemetry/x", "1", QualityOfService.ExactlyOnce);
        Assert.Equal(ReasonCode.QoSNotSupported, await wire.EndReasonAsync());
    }

    [Fact]
    public async Task Publish_Acknowledged_IsReadableAtOnce_InOrder()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        var bytes = new List<byte>();
        for (ushort i = 1; i <= 90; i++)
        {
            // A grain call, a refusal and an event among the points: their answers take other ways, and must still come in order.
            var topic = i % 10 == 0 ? "twin/reported" : i % 15 == 1 ? "nowhere" : i % 7 == 0 ? "events/e" : $"telemetry/s{i % 3}";
            bytes.AddRange(MqttWire.PublishBytes(MqttVersion.V500, topic, $$"""{"n":{{i}}}""", i));
        }

        await wire.SendAsync(bytes.ToArray());
        for (ushort i = 1; i <= 90; i++)
        {
            var acked = await wire.TakeAsync<Acked>($"PUBACK {i}");
            Assert.Equal(i, acked.Id);
            Assert.Equal(i % 10 != 0 && i % 15 == 1 ? ReasonCode.NotAuthorized : ReasonCode.Success, acked.Reason);
        }

        for (var s = 0; s < 3; s++)
        {
            var points = (await owner.Client.GetTelemetryAsync(device.Id, $"s{s}")).Items.Select(p => p.Value!.Value.GetProperty("n").GetInt32());
            Assert.Equal(Enumerable.Range(1, 90).Where(i => i % 10 != 0 && i % 15 != 1 && i % 7 != 0 && i % 3 == s), points);
        }

        Assert.Equal(90, (await owner.Client.GetTwinAsync(device.Id)).Reported.State.GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task Publish_Retained_IsAccepted()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/x", "1", retain: true));
    }

    [Fact]
    public async Task TopicAlias_IsUsedAndReassigned()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/a", "1", properties: new() { TopicAlias = 8 }));
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("", "2", properties: new() { TopicAlias = 8 }));
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/b", "3", properties: new() { TopicAlias = 8 }));
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("", "4", properties: new() { TopicAlias = 8 }));
        Assert.Equal(["1", "2"], (await owner.Client.GetTelemetryAsync(device.Id, "a")).Items.Select(p => p.Value.ToString()));
        Assert.Equal(["3", "4"], (await owner.Client.GetTelemetryAsync(device.Id, "b")).Items.Select(p => p.Value.ToString()));
    }

    [Theory]
    [InlineData("telemetry/x", 9)]
    [InlineData("", 3)]
    public async Task TopicAlias_TooLargeOrUnknown_EndsTheConnection(string topic, ushort alias)
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SendPublishAsync(topic, "1", properties: new() { TopicAlias = alias });
        var reason = await wire.EndReasonAsync();
        Assert.True(reason is ReasonCode.TopicAliasInvalid, $"{reason}");
    }

    [Fact]
    public async Task TopicAlias_Zero_EndsTheConnection()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        byte[] topic = [0, 11, .. "telemetry/x"u8, 0, 1, 3, 0x23, 0, 0, (byte)'1'];
        await wire.SendAsync(output => PacketWriter.WriteFrame(output, 0x32, topic));

        // §3.3.2.3.4 forbids it without naming a code.
        Assert.True(await wire.EndReasonAsync() is ReasonCode.TopicAliasInvalid or ReasonCode.ProtocolError);
    }

    [Fact]
    public async Task Publish_TooLarge_EndsWithPacketTooLarge()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);

        // The header is enough: nobody waits for a megabyte that is refused anyway.
        await wire.SendAsync(new byte[] { 0x32, 0x81, 0x80, 0x40 });
        Assert.Equal(ReasonCode.PacketTooLarge, await wire.EndReasonAsync());
    }

    [Theory]
    [InlineData("3200")]
    [InlineData("36050001610001")]
    [InlineData("82020001")]
    [InlineData("8003000100")]
    [InlineData("C00100")]
    [InlineData("3206000161000000")]
    [InlineData("32080002C0800001003131")]
    [InlineData("0000")]
    public async Task Malformed_EndsTheConnection_AndIsASignal(string hex)
    {
        var device = await server.Doors.EnrolAsync();
        var signal = server.Log.NextSignalAsync(SignalKind.ProtocolViolation, device.ToString());
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SendAsync(Convert.FromHexString(hex));
        Assert.True(await wire.EndReasonAsync() is ReasonCode.MalformedPacket or ReasonCode.ProtocolError);
        await signal;
    }

    [Theory]
    [InlineData(0x20)]
    [InlineData(0x50)]
    [InlineData(0x62)]
    [InlineData(0x70)]
    [InlineData(0x90)]
    [InlineData(0xB0)]
    [InlineData(0xD0)]
    [InlineData(0xF0)]
    public async Task PacketOfAServer_EndsTheConnection(byte header)
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SendAsync(new byte[] { header, 2, 0, 1 });
        Assert.True(await wire.EndReasonAsync() is ReasonCode.MalformedPacket or ReasonCode.ProtocolError);
    }

    [Fact]
    public async Task Report_IsAnsweredOnItsTopics()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SubscribeAsync("twin/reported/+");
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("twin/reported", """{"a":1}"""));
        Assert.Equal("""{"version":1}""", (await wire.TakeAsync<Published>("accepted", p => p.Topic == "twin/reported/accepted")).Text);
        foreach (var bad in (string[])["[1]", "{", """{"a":1,"a":2}""", "", $"{{\"x\":{new string('[', 40)}{new string(']', 40)}}}", """{"\ud800":1}""", """{"a":"\udc00"}"""])
        {
            Assert.Equal(ReasonCode.PayloadFormatInvalid, await wire.PublishAsync("twin/reported", bad));
            Assert.Contains("reason", (await wire.TakeAsync<Published>("rejected", p => p.Topic == "twin/reported/rejected")).Text);
        }
    }

    [Fact]
    public async Task Report_Bad_V311_IsAnsweredAndAcknowledged()
    {
        // A PUBACK of 3.1.1 cannot say no, but silence makes the client send the same bad patch for ever.
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device, MqttWire.Hello with { Version = MqttVersion.V311 });
        await wire.SubscribeAsync("twin/reported/+");
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("twin/reported", "[1]"));
        await wire.TakeAsync<Published>("rejected", p => p.Topic == "twin/reported/rejected");
    }

    [Fact]
    public async Task Publish_LoneSurrogates_DoNotMakeTheDeviceUnreadable()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/x", """{"a":"\ud800"}"""));
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/x", """{"\udc00":1}"""));
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/x", "\"\\ud83d\\ude00\""));
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("events/e", """["\ud800"]"""));
        var points = (await owner.Client.GetTelemetryAsync(device.Id, "x")).Items;
        Assert.Equal("""{"a":"\ud800"}""", Encoding.UTF8.GetString(Convert.FromBase64String(points[0].Base64!)));
        Assert.NotNull(points[1].Base64);
        Assert.Equal("\U0001F600", points[2].Value!.Value.GetString());
        Assert.NotNull(Assert.Single((await owner.Client.ListEventsAsync(device.Id)).Items).Base64);
    }

    [Fact]
    public async Task Publish_StreamsBeyondTheLimit_AreOverQuota()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        for (var i = 0; i < 64; i++)
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync($"telemetry/s{i}", "1"));
        }

        Assert.Equal(ReasonCode.QuotaExceeded, await wire.PublishAsync("telemetry/s64", "1"));
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/s0", "1"));
        Assert.Equal(ReasonCode.TopicNameInvalid, await wire.PublishAsync("telemetry/a b", "1"));
    }

    [Fact]
    public async Task Map_IsKeptByVersion()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("maps/floor", """{"a":1}"""));
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("maps/floor", "<script>"));
        var summary = Assert.Single((await owner.Client.ListMapsAsync(device.Id)).Items);
        Assert.Equal((2L, "application/octet-stream"), (summary.Version, summary.ContentType));
        var answer = await owner.GetAsync($"v1/devices/{device}/maps/floor");
        Assert.Equal("<script>", answer.Body);
        Assert.Contains("nosniff", answer.Headers);
        Assert.Equal("""{"a":1}""", (await owner.GetAsync($"v1/devices/{device}/maps/floor?version=1")).Body);
        Assert.Equal(ProblemCodes.ResourceNotFound, (await owner.GetAsync($"v1/devices/{device}/maps/floor?version=3")).Code);
    }
}

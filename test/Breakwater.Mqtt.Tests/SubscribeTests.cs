using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Subscribing;

namespace Breakwater.Mqtt.Tests;

public class SubscribeTests
{
    // "a/b" QoS 1 and "c/d" QoS 2, identifier 10: MQTT 3.1.1 §3.8.3.1, figure 3.23.
    [Fact]
    public void TryParse_ExampleOfTheSpecification_IsRead()
    {
        MqttFrame frame = Wire.Frame(0x82, "000A 0003 612F62 01 0003 632F64 02");
        Assert.Equal(ParseStatus.Ok, SubscribePacket.TryParse(frame, MqttVersion.V311, out SubscribePacket? subscribe));
        Assert.Equal(10, subscribe!.PacketId);
        Assert.Equal(
            [new("a/b", QualityOfService.AtLeastOnce), new("c/d", QualityOfService.ExactlyOnce)],
            subscribe.Subscriptions);
    }

    [Fact]
    public void TryParse_OptionsOfV500_AreRead()
    {
        MqttFrame frame = Wire.Frame(0x82, "000A 02 0B05 0001 61 2D");
        Assert.Equal(ParseStatus.Ok, SubscribePacket.TryParse(frame, MqttVersion.V500, out SubscribePacket? subscribe));
        Assert.Equal(5u, subscribe!.SubscriptionIdentifier);
        Assert.Equal([new("a", QualityOfService.AtLeastOnce, true, true, RetainHandling.DoNotSend)], subscribe.Subscriptions);
    }

    [Theory]
    [InlineData("000A", ParseStatus.ProtocolError, "no filter")]
    [InlineData("0000 0001 61 00", ParseStatus.ProtocolError, "identifier 0")]
    [InlineData("000A 0001 61", ParseStatus.Malformed, "no options")]
    [InlineData("000A 0001 61 03", ParseStatus.ProtocolError, "QoS 3")]
    [InlineData("000A 0001 61 04", ParseStatus.Malformed, "a bit 3.1.1 reserves")]
    [InlineData("000A 0000 00", ParseStatus.ProtocolError, "empty filter")]
    [InlineData("000A 0003 612F62 00 0002 6123 00", ParseStatus.ProtocolError, "second filter a#")]
    [InlineData("000A 0003 232F61 00", ParseStatus.ProtocolError, "#/a")]
    [InlineData("000A 0001 00 00", ParseStatus.Malformed, "U+0000")]
    [InlineData("000A 0007 24736861 72652F 00", ParseStatus.Ok, "$share/ has no meaning in 3.1.1")]
    public void TryParse_BytesOfV311_AreJudged(string hex, ParseStatus expected, string why) =>
        Assert.True(expected == SubscribePacket.TryParse(Wire.Frame(0x82, hex), MqttVersion.V311, out _), why);

    [Theory]
    [InlineData("000A 00 0001 61 40", ParseStatus.Malformed, "reserved bits")]
    [InlineData("000A 00 0001 61 30", ParseStatus.ProtocolError, "retain handling 3")]
    [InlineData("000A 02 0B00 0001 61 00", ParseStatus.ProtocolError, "subscription identifier 0")]
    [InlineData("000A 04 0B01 0B02 0001 61 00", ParseStatus.ProtocolError, "subscription identifier twice")]
    [InlineData("000A 00 0007 24736861 72652F 00", ParseStatus.ProtocolError, "$share/")]
    [InlineData("000A 00 0008 24736861 72652F 67 00", ParseStatus.ProtocolError, "$share/g")]
    [InlineData("000A 00 000A 24736861 72652F 67 2F 61 00", ParseStatus.Ok, "$share/g/a")]
    [InlineData("000A 00 000A 24736861 72652F 67 2F 61 04", ParseStatus.ProtocolError, "$share/g/a, no local")]
    public void TryParse_BytesOfV500_AreJudged(string hex, ParseStatus expected, string why) =>
        Assert.True(expected == SubscribePacket.TryParse(Wire.Frame(0x82, hex), MqttVersion.V500, out _), why);

    [Theory]
    [InlineData(8, ParseStatus.Ok)]
    [InlineData(9, ParseStatus.LimitExceeded)]
    public void TryParse_ManyFilters_AreHeldToTheLimit(int count, ParseStatus expected)
    {
        SubscribePacket subscribe = new() { PacketId = 1, Subscriptions = [.. Enumerable.Repeat(new SubscriptionRequest("a", 0), count)] };
        UnsubscribePacket unsubscribe = new() { PacketId = 1, Filters = [.. Enumerable.Repeat("a", count)] };
        MqttFrame asked = Wire.Frame(o => PacketWriter.WriteSubscribe(o, MqttVersion.V500, subscribe));
        MqttFrame ended = Wire.Frame(o => PacketWriter.WriteUnsubscribe(o, MqttVersion.V500, unsubscribe));
        Assert.Equal(expected, SubscribePacket.TryParse(asked, MqttVersion.V500, out _));
        Assert.Equal(expected, UnsubscribePacket.TryParse(ended, MqttVersion.V500, out _));
    }

    [Theory]
    [InlineData(MqttVersion.V311, "90050001 01 80 80")]
    [InlineData(MqttVersion.V500, "90060001 00 01 87 80")]
    public void WriteSubAck_Refusals_AreSaidInTheVersionsWords(MqttVersion version, string hex) =>
        Assert.Equal(
            hex.Replace(" ", string.Empty),
            Wire.Written(o => PacketWriter.WriteSubAck(
                o, version, 1, [ReasonCode.GrantedQoS1, ReasonCode.NotAuthorized, ReasonCode.UnspecifiedError])));

    [Theory]
    [InlineData(MqttVersion.V311, "0001 87", ParseStatus.ProtocolError)]
    [InlineData(MqttVersion.V311, "0001", ParseStatus.ProtocolError)]
    [InlineData(MqttVersion.V311, "0001 02", ParseStatus.Ok)]
    [InlineData(MqttVersion.V500, "0001 00 87", ParseStatus.Ok)]
    [InlineData(MqttVersion.V500, "0001 00 03", ParseStatus.ProtocolError)]
    public void TryParse_SubAck_IsJudged(MqttVersion version, string hex, ParseStatus expected) =>
        Assert.Equal(expected, SubAckPacket.TryParse(Wire.Frame(0x90, hex), version, out _));

    [Theory]
    [InlineData(MqttVersion.V311, "0001", ParseStatus.Ok)]
    [InlineData(MqttVersion.V311, "0001 00", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V500, "0001 00 11", ParseStatus.Ok)]
    [InlineData(MqttVersion.V500, "0001 00", ParseStatus.ProtocolError)]
    [InlineData(MqttVersion.V500, "0001 00 97", ParseStatus.ProtocolError)]
    public void TryParse_UnsubAck_IsJudged(MqttVersion version, string hex, ParseStatus expected) =>
        Assert.Equal(expected, UnsubAckPacket.TryParse(Wire.Frame(0xB0, hex), version, out _));
}

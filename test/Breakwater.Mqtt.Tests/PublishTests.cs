using System.Buffers;
using System.Text;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;

namespace Breakwater.Mqtt.Tests;

public class PublishTests
{
    // Topic "a/b", packet identifier 10: MQTT 3.1.1 §3.3.2.3, figure 3.11.
    [Fact]
    public void TryParse_ExampleOfTheSpecification_IsRead()
    {
        MqttFrame frame = Wire.Frame(0x3A, "0003 612F62 000A 686921");
        Assert.Equal(ParseStatus.Ok, PublishPacket.TryParse(frame, MqttVersion.V311, out PublishPacket publish));
        Assert.Equal("a/b", Encoding.UTF8.GetString(publish.Topic));
        Assert.Equal("hi!", Encoding.UTF8.GetString(publish.Payload));
        Assert.Equal(
            (QualityOfService.AtLeastOnce, true, false, (ushort)10),
            (publish.QualityOfService, publish.Duplicate, publish.Retain, publish.PacketId));
    }

    [Fact]
    public void TryParse_EveryProperty_IsRead()
    {
        MqttFrame frame = Wire.Frame(
            0x31, "0001 61 23 0101 0200000009 230007 080001 72 090002 0001 030001 74 0B05 0BFF7F 260001 6B 0001 76 AA");
        Assert.Equal(ParseStatus.Ok, PublishPacket.TryParse(frame, MqttVersion.V500, out PublishPacket publish));
        Assert.True(publish.Retain);
        Assert.True(publish.PayloadFormatIndicator);
        Assert.Equal(9u, publish.MessageExpiryInterval);
        Assert.Equal(7, publish.TopicAlias);
        Assert.Equal("r", Encoding.UTF8.GetString(publish.ResponseTopic));
        Assert.Equal([0, 1], publish.CorrelationData.ToArray());
        Assert.Equal("t", Encoding.UTF8.GetString(publish.ContentType));
        Assert.Equal(2, publish.SubscriptionIdentifierCount);
        List<uint> identifiers = [];
        foreach (uint identifier in publish.SubscriptionIdentifiers)
        {
            identifiers.Add(identifier);
        }

        Assert.Equal([5u, 16_383u], identifiers);
        Assert.Equal(1, publish.UserPropertyCount);
        Assert.Equal([new UserProperty("k", "v")], publish.UserProperties.ToList());
        Assert.Equal([0xAA], publish.Payload.ToArray());
    }

    [Theory]
    [InlineData(0x30, "", ParseStatus.Malformed, "no topic length")]
    [InlineData(0x30, "0002 61", ParseStatus.Malformed, "topic cut short")]
    [InlineData(0x32, "0001 61 00", ParseStatus.Malformed, "identifier cut short")]
    [InlineData(0x32, "0001 61 0000", ParseStatus.ProtocolError, "identifier 0")]
    [InlineData(0x38, "0001 61", ParseStatus.ProtocolError, "DUP at QoS 0")]
    [InlineData(0x30, "0000", ParseStatus.ProtocolError, "no topic")]
    [InlineData(0x30, "0003 612F23", ParseStatus.ProtocolError, "# in a name")]
    [InlineData(0x30, "0001 2B", ParseStatus.ProtocolError, "+ in a name")]
    [InlineData(0x30, "0002 6100", ParseStatus.Malformed, "U+0000")]
    [InlineData(0x30, "0003 EDA080", ParseStatus.Malformed, "a surrogate")]
    [InlineData(0x30, "0002 C0AF", ParseStatus.Malformed, "an overlong slash")]
    [InlineData(0x30, "0004 F4908080", ParseStatus.Malformed, "beyond U+10FFFF")]
    [InlineData(0x30, "0002 C3C3", ParseStatus.Malformed, "a lead byte alone")]
    [InlineData(0x30, "0003 EFBBBF", ParseStatus.Ok, "a byte order mark is a character")]
    public void TryParse_BytesOfEitherVersion_AreJudged(byte header, string hex, ParseStatus expected, string why) =>
        Assert.True(expected == PublishPacket.TryParse(Wire.Frame(header, hex), MqttVersion.V311, out _), why);

    [Theory]
    [InlineData("0001 61", ParseStatus.Malformed, "no property length")]
    [InlineData("0001 61 02 01", ParseStatus.Malformed, "properties cut short")]
    [InlineData("0001 61 8000", ParseStatus.Malformed, "padded property length")]
    [InlineData("0001 61 01 01", ParseStatus.Malformed, "a property without its value")]
    [InlineData("0001 61 02 0102", ParseStatus.ProtocolError, "payload format 2")]
    [InlineData("0001 61 04 01010101", ParseStatus.ProtocolError, "payload format twice")]
    [InlineData("0001 61 03 230000", ParseStatus.ProtocolError, "topic alias 0")]
    [InlineData("0001 61 02 0B00", ParseStatus.ProtocolError, "subscription identifier 0")]
    [InlineData("0001 61 04 0800012B", ParseStatus.ProtocolError, "wildcard in the response topic")]
    [InlineData("0001 61 03 080000", ParseStatus.ProtocolError, "empty response topic")]
    [InlineData("0001 61 04 030001FF", ParseStatus.Malformed, "content type that is no text")]
    [InlineData("0001 61 06 26 0001FF 0000", ParseStatus.Malformed, "user property name that is no text")]
    [InlineData("0001 61 06 26 0000 0001FF", ParseStatus.Malformed, "user property value that is no text")]
    [InlineData("0001 61 02 0400", ParseStatus.Malformed, "unknown property")]
    [InlineData("0001 61 02 2400", ParseStatus.Malformed, "a property of CONNACK")]
    [InlineData("0001 61 02 7F00", ParseStatus.Malformed, "a property beyond the table")]
    [InlineData("0001 61 03 FF7F00", ParseStatus.Malformed, "a property identifier of two bytes")]
    [InlineData("0000 00", ParseStatus.ProtocolError, "neither topic nor alias")]
    [InlineData("0000 03 230001", ParseStatus.Ok, "alias alone")]
    public void TryParse_Properties_AreJudged(string hex, ParseStatus expected, string why) =>
        Assert.True(expected == PublishPacket.TryParse(Wire.Frame(0x30, hex), MqttVersion.V500, out _), why);

    [Theory]
    [InlineData(3, ParseStatus.Ok)]
    [InlineData(2, ParseStatus.LimitExceeded)]
    public void TryParse_ThreeUserProperties_AreHeldToTheLimit(int maximum, ParseStatus expected)
    {
        MqttFrame frame = Wire.Frame(0x30, "0001 61 0F 2600000000 2600000000 2600000000");
        ParserLimits limits = new() { MaximumUserProperties = maximum };
        Assert.Equal(expected, PublishPacket.TryParse(frame, MqttVersion.V500, out _, limits));
    }

    [Fact]
    public void TryParse_LongTopicOverManySegments_IsValidatedWhole()
    {
        string topic = string.Concat(Enumerable.Repeat("é漢😀", 300));
        ArrayBufferWriter<byte> output = new();
        PacketWriter.WritePublish(output, MqttVersion.V311, Encoding.UTF8.GetBytes(topic), [], 0, 0, false, false);
        ReadOnlySequence<byte> buffer = Fuzz.Segments.Split(output.WrittenMemory, [.. Enumerable.Range(0, output.WrittenCount)]);
        Assert.Equal(FrameStatus.Complete, Frame.TryRead(ref buffer, int.MaxValue, out MqttFrame frame));
        Assert.Equal(ParseStatus.Ok, PublishPacket.TryParse(frame, MqttVersion.V311, out PublishPacket publish));
        Assert.Equal(topic, Encoding.UTF8.GetString(publish.Topic));
    }

    [Fact]
    public void TryParse_FrameOfAnotherType_IsMalformed() =>
        Assert.Equal(ParseStatus.Malformed, PublishPacket.TryParse(Wire.Frame(0x40, "0001"), MqttVersion.V311, out _));

    [Fact]
    public void WritePublish_TopicNobodyMayPublishTo_IsWrittenAsGiven() =>
        Assert.Equal(
            "3006" + "0003612F23" + "21",
            Wire.Written(o => PacketWriter.WritePublish(o, MqttVersion.V311, "a/#"u8, "!"u8, 0, 0, false, false)));

    [Fact]
    public void WritePublish_TopicBeyond65535Bytes_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Wire.Written(o =>
            PacketWriter.WritePublish(o, MqttVersion.V311, new byte[65_536], [], 0, 0, false, false)));
}

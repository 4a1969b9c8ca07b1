using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;

namespace Breakwater.Mqtt.Tests;

public class PubAckTests
{
    [Theory]
    [InlineData(0x40, "0007", ReasonCode.Success)]
    [InlineData(0x40, "0007 10", ReasonCode.NoMatchingSubscribers)]
    [InlineData(0x50, "0007 97 00", ReasonCode.QuotaExceeded)]
    [InlineData(0x62, "0007 92", ReasonCode.PacketIdentifierNotFound)]
    [InlineData(0x70, "0007 92 00", ReasonCode.PacketIdentifierNotFound)]
    public void TryParse_EachLengthV500Allows_IsRead(byte header, string hex, ReasonCode reason)
    {
        Assert.Equal(ParseStatus.Ok, PubAckPacket.TryParse(Wire.Frame(header, hex), MqttVersion.V500, out PubAckPacket ack));
        Assert.Equal(((PacketType)(header >> 4), (ushort)7, reason), (ack.Type, ack.PacketId, ack.Reason));
        Assert.Null(ack.ReasonString);
    }

    [Fact]
    public void TryParse_ReasonStringAndUserProperty_AreRead()
    {
        MqttFrame frame = Wire.Frame(0x40, "0007 87 0B 1F0001 6E 260001 6B 0001 76");
        Assert.Equal(ParseStatus.Ok, PubAckPacket.TryParse(frame, MqttVersion.V500, out PubAckPacket ack));
        Assert.Equal("n", ack.ReasonString);
        Assert.Equal([new UserProperty("k", "v")], ack.UserProperties.ToList());
    }

    [Theory]
    [InlineData(MqttVersion.V311, "00", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V311, "0000", ParseStatus.ProtocolError)]
    [InlineData(MqttVersion.V311, "0007 00", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V500, "0007 92", ParseStatus.ProtocolError)]
    [InlineData(MqttVersion.V500, "0007 00 00 00", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V500, "0007 00 02 1F00", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V500, "0007 00 06 1F0000 1F0000", ParseStatus.ProtocolError)]
    [InlineData(MqttVersion.V500, "0007 00 02 0100", ParseStatus.Malformed)]
    public void TryParse_BadBytes_AreRefused(MqttVersion version, string hex, ParseStatus expected) =>
        Assert.Equal(expected, PubAckPacket.TryParse(Wire.Frame(0x40, hex), version, out _));

    [Theory]
    [InlineData(MqttVersion.V500, ReasonCode.Success, null, "40020102")]
    [InlineData(MqttVersion.V500, ReasonCode.NotAuthorized, null, "4003010287")]
    [InlineData(MqttVersion.V500, ReasonCode.NotAuthorized, "no", "4009010287051F00026E6F")]
    [InlineData(MqttVersion.V311, ReasonCode.NotAuthorized, "no", "40020102")]
    public void WritePubAck_Reason_TakesNoMoreBytesThanItNeeds(MqttVersion version, ReasonCode reason, string? text, string hex) =>
        Assert.Equal(hex, Wire.Written(o => PacketWriter.WritePubAck(o, version, 0x0102, reason, text)));

    [Fact]
    public void WritePubRel_Success_CarriesItsReservedFlags() =>
        Assert.Equal("62020001", Wire.Written(o => PacketWriter.WritePubRel(o, MqttVersion.V500, 1)));
}

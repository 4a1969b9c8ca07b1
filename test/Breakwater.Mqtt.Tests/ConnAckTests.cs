using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Tests;

public class ConnAckTests
{
    [Theory]
    [InlineData(ReasonCode.Success, "00")]
    [InlineData(ReasonCode.UnsupportedProtocolVersion, "01")]
    [InlineData(ReasonCode.ClientIdentifierNotValid, "02")]
    [InlineData(ReasonCode.ServerBusy, "03")]
    [InlineData(ReasonCode.BadUserNameOrPassword, "04")]
    [InlineData(ReasonCode.NotAuthorized, "05")]
    [InlineData(ReasonCode.Banned, "05")]
    public void WriteConnAck_ReasonInV311_BecomesAReturnCode(ReasonCode reason, string code) =>
        Assert.Equal(
            "200200" + code,
            Wire.Written(o => PacketWriter.WriteConnAck(o, MqttVersion.V311, new ConnAckPacket { Reason = reason })));

    [Fact]
    public void WriteConnAck_MaximumQosExactlyOnce_IsLeftOut() =>
        Assert.Equal(
            "2003000000",
            Wire.Written(o => PacketWriter.WriteConnAck(
                o, MqttVersion.V500, new ConnAckPacket { MaximumQos = QualityOfService.ExactlyOnce })));

    [Theory]
    [InlineData(MqttVersion.V311, "00", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V311, "02 00", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V311, "01 05", ParseStatus.ProtocolError)]
    [InlineData(MqttVersion.V311, "00 06", ParseStatus.ProtocolError)]
    [InlineData(MqttVersion.V311, "00 00 00", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V500, "00 00", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V500, "00 8E 00", ParseStatus.ProtocolError)]
    [InlineData(MqttVersion.V500, "00 00 02 2402", ParseStatus.ProtocolError)]
    [InlineData(MqttVersion.V500, "00 00 03 210000", ParseStatus.ProtocolError)]
    [InlineData(MqttVersion.V500, "00 00 03 230001", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V500, "01 00 00", ParseStatus.Ok)]
    public void TryParse_Bytes_AreJudged(MqttVersion version, string hex, ParseStatus expected) =>
        Assert.Equal(expected, ConnAckPacket.TryParse(Wire.Frame(0x20, hex), version, out _));
}

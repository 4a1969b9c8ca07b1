using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Tests;

public class DisconnectTests
{
    [Theory]
    [InlineData(MqttVersion.V311, "", ParseStatus.Ok)]
    [InlineData(MqttVersion.V311, "00", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V500, "", ParseStatus.Ok)]
    [InlineData(MqttVersion.V500, "04", ParseStatus.Ok)]
    [InlineData(MqttVersion.V500, "04 00", ParseStatus.Ok)]
    [InlineData(MqttVersion.V500, "01", ParseStatus.ProtocolError)]
    [InlineData(MqttVersion.V500, "00 05 1100000001", ParseStatus.Ok)]
    [InlineData(MqttVersion.V500, "00 00 00", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V500, "00 03 210001", ParseStatus.Malformed)]
    public void TryParse_Bytes_AreJudged(MqttVersion version, string hex, ParseStatus expected) =>
        Assert.Equal(expected, DisconnectPacket.TryParse(Wire.Frame(0xE0, hex), version, out _));

    [Theory]
    [InlineData(MqttVersion.V311, ReasonCode.NormalDisconnection, "E000")]
    [InlineData(MqttVersion.V311, ReasonCode.SessionTakenOver, "")]
    [InlineData(MqttVersion.V500, ReasonCode.NormalDisconnection, "E000")]
    [InlineData(MqttVersion.V500, ReasonCode.SessionTakenOver, "E0018E")]
    public void WriteDisconnect_Reason_IsSaidOnlyWhereItCanBe(MqttVersion version, ReasonCode reason, string hex) =>
        Assert.Equal(hex, Wire.Written(o => PacketWriter.WriteDisconnect(o, version, reason)));

    [Theory]
    [InlineData(MqttVersion.V311, "", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V500, "", ParseStatus.Ok)]
    [InlineData(MqttVersion.V500, "18", ParseStatus.Malformed)]
    [InlineData(MqttVersion.V500, "18 00", ParseStatus.ProtocolError)]
    [InlineData(MqttVersion.V500, "18 04 150001 61", ParseStatus.Ok)]
    [InlineData(MqttVersion.V500, "87 04 150001 61", ParseStatus.ProtocolError)]
    public void TryParse_Auth_IsJudged(MqttVersion version, string hex, ParseStatus expected) =>
        Assert.Equal(expected, AuthPacket.TryParse(Wire.Frame(0xF0, hex), version, out _));
}

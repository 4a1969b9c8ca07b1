using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Tests;

public class ConnectTests
{
    private const string V311 = "0004 4D515454 04 ";
    private const string V500 = "0004 4D515454 05 ";

    [Fact]
    public void TryParse_EverythingInV311_IsRead()
    {
        MqttFrame frame = Wire.Frame(0x10, V311 + "F6 000A 0001 63 0001 77 0001 70 0001 75 0001 FF");
        Assert.Equal(ParseStatus.Ok, ConnectPacket.TryParse(frame, out ConnectPacket? connect));
        Assert.NotNull(connect);
        Assert.Equal(
            (MqttVersion.V311, true, (ushort)10, "c", "u"),
            (connect.Version, connect.CleanStart, connect.KeepAlive, connect.ClientId, connect.UserName));
        Assert.Equal([0xFF], connect.Password!);
        Assert.Equal(("w", QualityOfService.ExactlyOnce, true), (connect.Will!.Topic, connect.Will.Qos, connect.Will.Retain));
        Assert.Equal("p"u8.ToArray(), connect.Will.Payload);
        Assert.Equal((ushort.MaxValue, true), (connect.ReceiveMaximum, connect.RequestProblemInformation));
    }

    // Session Expiry Interval 10: MQTT 5.0 §3.1.2, figure 3-6.
    [Fact]
    public void TryParse_ExampleOfTheSpecification_IsRead()
    {
        MqttFrame frame = Wire.Frame(0x10, V500 + "C2 000A 05 110000000A 0000 0000 0000");
        Assert.Equal(ParseStatus.Ok, ConnectPacket.TryParse(frame, out ConnectPacket? connect));
        Assert.Equal((10u, (ushort)10, ""), (connect!.SessionExpiryInterval, connect.KeepAlive, connect.UserName));
        Assert.Empty(connect.Password!);
        Assert.Null(connect.Will);
    }

    [Theory]
    [InlineData("0006 4D5149736470 03 02 000A 0001 63", ParseStatus.UnsupportedProtocolVersion, "MQTT 3.1")]
    [InlineData("0004 4D515454 03 02 000A 0001 63", ParseStatus.UnsupportedProtocolVersion, "level 3")]
    [InlineData("0004 4D515454 06", ParseStatus.UnsupportedProtocolVersion, "level 6, whatever follows")]
    [InlineData("0004 4D515474 05", ParseStatus.UnacceptableProtocol, "MQTt")]
    [InlineData("0000 05", ParseStatus.UnacceptableProtocol, "no name")]
    [InlineData("0006 4D5154540000 05", ParseStatus.Malformed, "U+0000 in the name")]
    [InlineData("0004 4D5154", ParseStatus.Malformed, "name cut short")]
    [InlineData("0004 4D515454", ParseStatus.Malformed, "no level")]
    [InlineData(V311 + "03 000A 0001 63", ParseStatus.Malformed, "reserved flag")]
    [InlineData(V311 + "0A 000A 0001 63", ParseStatus.Malformed, "will QoS without a will")]
    [InlineData(V311 + "22 000A 0001 63", ParseStatus.Malformed, "will retain without a will")]
    [InlineData(V311 + "1E 000A 0001 63 0001 77 0000", ParseStatus.Malformed, "will QoS 3")]
    [InlineData(V311 + "42 000A 0001 63 0001 70", ParseStatus.Malformed, "password without user name")]
    [InlineData(V500 + "42 000A 00 0001 63 0001 70", ParseStatus.Ok, "password without user name, in 5.0")]
    [InlineData(V311 + "06 000A 0001 63 0001 2B 0000", ParseStatus.ProtocolError, "wildcard in the will topic")]
    [InlineData(V311 + "06 000A 0001 63 0000 0000", ParseStatus.ProtocolError, "empty will topic")]
    [InlineData(V311 + "06 000A 0001 63 0001 77", ParseStatus.Malformed, "no will payload")]
    [InlineData(V311 + "82 000A 0001 63", ParseStatus.Malformed, "no user name")]
    [InlineData(V311 + "02 000A 0001 63 00", ParseStatus.Malformed, "a byte too many")]
    [InlineData(V311 + "02 000A 0001 FF", ParseStatus.Malformed, "client identifier that is no text")]
    [InlineData(V500 + "02 000A 0001 63", ParseStatus.Malformed, "no properties")]
    [InlineData(V500 + "02 000A 03 210000 0000", ParseStatus.ProtocolError, "receive maximum 0")]
    [InlineData(V500 + "02 000A 05 2700000000 0000", ParseStatus.ProtocolError, "maximum packet size 0")]
    [InlineData(V500 + "02 000A 02 1702 0000", ParseStatus.ProtocolError, "request problem information 2")]
    [InlineData(V500 + "02 000A 0A 1100000001 1100000002 0000", ParseStatus.ProtocolError, "session expiry twice")]
    [InlineData(V500 + "02 000A 03 160000 0000", ParseStatus.ProtocolError, "authentication data without method")]
    [InlineData(V500 + "02 000A 05 1800000001 0000", ParseStatus.Malformed, "will delay among CONNECT's own")]
    [InlineData(V500 + "06 000A 00 0000 05 1100000001 0001 77 0000", ParseStatus.Malformed, "session expiry in the will")]
    public void TryParse_Bytes_AreJudged(string hex, ParseStatus expected, string why)
    {
        ParseStatus status = ConnectPacket.TryParse(Wire.Frame(0x10, hex), out ConnectPacket? connect);
        Assert.True(expected == status, $"{why}: {status}");
        Assert.Equal(status == ParseStatus.Ok, connect is not null);
    }

    [Fact]
    public void WriteConnect_Defaults_AreLeftOut() =>
        Assert.Equal(
            "100D 0004 4D515454 05 00 0000 00 0000".Replace(" ", string.Empty),
            Wire.Written(o => PacketWriter.WriteConnect(o, new ConnectPacket())));
}

using System.Buffers;
using System.Text.Json;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Fuzz;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Subscribing;
using CsCheck;

namespace Breakwater.Mqtt.Tests;

/// <summary>What is written is read back equal, for every packet of both versions.</summary>
public class RoundTripTests
{
    private static readonly Gen<int> Seeds = Gen.Int;

    public static TheoryData<PacketType, MqttVersion> Packets => [.. from type in Enum.GetValues<PacketType>()
        from version in Enum.GetValues<MqttVersion>()
        where type != PacketType.Auth || version == MqttVersion.V500
        select (type, version)];

    [Theory]
    [MemberData(nameof(Packets))]
    public void Rewrite_ValidPacket_GivesTheSameBytes(PacketType type, MqttVersion version) => Seeds.Sample(seed =>
    {
        byte[] bytes = new RandomPackets(new Random(seed)).Next(type, version);
        ArrayBufferWriter<byte> again = new();
        Assert.Equal(ParseStatus.Ok, Rewriting.Rewrite(Wire.Frame(bytes), version, again));
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(again.WrittenSpan));
    });

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public void TryParse_WrittenConnect_IsEqual(MqttVersion version) => Check(p => p.Connect(version), packet =>
    {
        ConnectPacket.TryParse(Wire.Frame(o => PacketWriter.WriteConnect(o, packet)), out ConnectPacket? read);
        return read;
    });

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public void TryParse_WrittenConnAck_IsEqual(MqttVersion version) => Check(p => p.ConnAck(version), packet =>
    {
        ConnAckPacket.TryParse(Wire.Frame(o => PacketWriter.WriteConnAck(o, version, packet)), version, out ConnAckPacket? read);
        return read;
    });

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public void TryParse_WrittenSubscribe_IsEqual(MqttVersion version) => Check(p => p.Subscribe(version), packet =>
    {
        SubscribePacket.TryParse(Wire.Frame(o => PacketWriter.WriteSubscribe(o, version, packet)), version, out SubscribePacket? read);
        return read;
    });

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public void TryParse_WrittenUnsubscribe_IsEqual(MqttVersion version) => Check(p => p.Unsubscribe(version), packet =>
    {
        MqttFrame frame = Wire.Frame(o => PacketWriter.WriteUnsubscribe(o, version, packet));
        UnsubscribePacket.TryParse(frame, version, out UnsubscribePacket? read);
        return read;
    });

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public void TryParse_WrittenDisconnect_IsEqual(MqttVersion version) => Check(p => p.Disconnect(version), packet =>
    {
        DisconnectPacket.TryParse(Wire.Frame(o => PacketWriter.WriteDisconnect(o, version, packet)), version, out DisconnectPacket? read);
        return read;
    });

    [Fact]
    public void TryParse_WrittenAuth_IsEqual() => Check(p => p.Auth(), packet =>
    {
        AuthPacket.TryParse(Wire.Frame(o => PacketWriter.WriteAuth(o, packet)), MqttVersion.V500, out AuthPacket? read);
        return read;
    });

    private static void Check<T>(Func<RandomPackets, T> make, Func<T, T?> writeAndRead)
        where T : class => Seeds.Sample(seed =>
    {
        T packet = make(new RandomPackets(new Random(seed)));
        Assert.Equal(JsonSerializer.Serialize(packet), JsonSerializer.Serialize(writeAndRead(packet)));
    });
}

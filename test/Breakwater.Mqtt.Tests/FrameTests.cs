using System.Buffers;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Protocol;
using CsCheck;

namespace Breakwater.Mqtt.Tests;

public class FrameTests
{
    [Theory]
    [InlineData("")]
    [InlineData("C0")]
    [InlineData("30 05 00 01 61 62")]
    [InlineData("30 80")]
    [InlineData("30 FF FF FF")]
    public void TryRead_PartOfAFrame_IsIncompleteAndConsumesNothing(string hex)
    {
        ReadOnlySequence<byte> buffer = new(Wire.Hex(hex));
        long before = buffer.Length;
        Assert.Equal(FrameStatus.Incomplete, Frame.TryRead(ref buffer, int.MaxValue, out _));
        Assert.Equal(before, buffer.Length);
    }

    [Theory]
    [InlineData("00 00", "type 0")]
    [InlineData("11 00", "CONNECT flags")]
    [InlineData("36 00", "PUBLISH QoS 3")]
    [InlineData("41 02", "PUBACK flags")]
    [InlineData("60", "PUBREL without 0010, seen before its length")]
    [InlineData("80 00", "SUBSCRIBE without 0010")]
    [InlineData("83 00", "SUBSCRIBE flags")]
    [InlineData("A0 00", "UNSUBSCRIBE without 0010")]
    [InlineData("C1 00", "PINGREQ flags")]
    [InlineData("F1 00", "AUTH flags")]
    [InlineData("C0 01 00", "PINGREQ with a body")]
    [InlineData("D0 01", "PINGRESP with a body")]
    [InlineData("C0 80 00", "a padded length")]
    [InlineData("30 81 80 80 00", "a padded length of four bytes")]
    [InlineData("30 80 80 80 80", "a length of five bytes")]
    [InlineData("30 FF FF FF FF 00", "a length of five bytes")]
    public void TryRead_BadFixedHeader_IsMalformed(string hex, string why)
    {
        ReadOnlySequence<byte> buffer = new(Wire.Hex(hex));
        Assert.True(Frame.TryRead(ref buffer, int.MaxValue, out _) == FrameStatus.Malformed, why);
    }

    [Theory]
    [InlineData("30 09", 10, FrameStatus.TooLarge)]
    [InlineData("30 08", 10, FrameStatus.Incomplete)]
    [InlineData("30 80 01", 130, FrameStatus.TooLarge)]
    [InlineData("30 80 01", 131, FrameStatus.Incomplete)]
    [InlineData("30 FF FF FF 7F", 1 << 20, FrameStatus.TooLarge)]
    public void TryRead_LengthKnownBodyMissing_IsMeasuredAgainstTheLimit(string hex, int maximum, FrameStatus expected)
    {
        ReadOnlySequence<byte> buffer = new(Wire.Hex(hex));
        Assert.Equal(expected, Frame.TryRead(ref buffer, maximum, out _));
    }

    [Fact]
    public void TryRead_TwoFrames_GivesOneAfterTheOther()
    {
        ReadOnlySequence<byte> buffer = new(Wire.Hex("C000 3203 000161"));
        Assert.Equal(FrameStatus.Complete, Frame.TryRead(ref buffer, 100, out MqttFrame ping));
        Assert.Equal((PacketType.PingReq, (byte)0, 2), (ping.Type, ping.Flags, ping.TotalLength));
        Assert.Equal(FrameStatus.Complete, Frame.TryRead(ref buffer, 100, out MqttFrame publish));
        Assert.Equal((PacketType.Publish, (byte)2, 5, 3L), (publish.Type, publish.Flags, publish.TotalLength, publish.Body.Length));
        Assert.True(buffer.IsEmpty);
    }

    // The borders of MQTT 5.0 §1.5.5, table 1-1.
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "8001")]
    [InlineData(16_383, "FF7F")]
    [InlineData(16_384, "808001")]
    [InlineData(2_097_151, "FFFF7F")]
    [InlineData(2_097_152, "80808001")]
    public void WriteFrame_LengthAtABorder_UsesTheShortestForm(int length, string lengthHex)
    {
        ArrayBufferWriter<byte> output = new();
        PacketWriter.WriteFrame(output, 0x30, new byte[length]);
        Assert.StartsWith("30" + lengthHex, Convert.ToHexString(output.WrittenSpan[..Math.Min(8, output.WrittenCount)]));
        Assert.Equal(length, Wire.Frame(output.WrittenMemory).Body.Length);
    }

    [Fact]
    public void TryRead_AnyLength_ReadsWhatWasWritten() => Gen.Int[0, 100_000].Sample(length =>
    {
        ArrayBufferWriter<byte> output = new();
        PacketWriter.WriteFrame(output, 0x30, new byte[length]);
        return Wire.Frame(output.WrittenMemory) is { Body.Length: var read, TotalLength: var total }
            && read == length && total == output.WrittenCount;
    });
}

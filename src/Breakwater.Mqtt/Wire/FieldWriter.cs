using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Breakwater.Mqtt.Framing;

namespace Breakwater.Mqtt.Wire;

/// <summary>Collects a packet's body, whose length must be known before its first byte is sent. For packets off the hot path.</summary>
internal sealed class FieldWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.GetSpan(sizeof(ushort)), value);
        _bytes.Advance(sizeof(ushort));
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(sizeof(uint)), value);
        _bytes.Advance(sizeof(uint));
    }

    public void VariableByteInteger(int value)
    {
        int length = Framing.VariableByteInteger.LengthOf(value);
        _bytes.Advance(Framing.VariableByteInteger.Write(_bytes.GetSpan(length), value));
    }

    public void Text(string value)
    {
        UInt16(FieldLength.Of(Encoding.UTF8.GetByteCount(value)));
        Encoding.UTF8.GetBytes(value, _bytes);
    }

    public void Binary(ReadOnlySpan<byte> value)
    {
        UInt16(FieldLength.Of(value.Length));
        Raw(value);
    }

    public void Raw(ReadOnlySpan<byte> value) => _bytes.Write(value);

    public void WriteFrame(IBufferWriter<byte> output, byte header) => FrameWriter.Write(output, header, Written);
}

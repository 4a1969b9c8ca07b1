using System.Buffers.Binary;
using System.Text;

namespace Breakwater.Mqtt.Wire;

/// <summary>Writes the data types of MQTT 5.0 §1.5 into memory that was measured before.</summary>
internal ref struct SpanWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Written { get; private set; }

    private readonly Span<byte> Free => _destination[Written..];

    public void Byte(byte value) => _destination[Written++] = value;

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Free, value);
        Written += sizeof(ushort);
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Free, value);
        Written += sizeof(uint);
    }

    public void VariableByteInteger(int value) => Written += Framing.VariableByteInteger.Write(Free, value);

    public void Binary(ReadOnlySpan<byte> value)
    {
        UInt16(FieldLength.Of(value.Length));
        value.CopyTo(Free);
        Written += value.Length;
    }

    public void Text(string value)
    {
        int length = Encoding.UTF8.GetBytes(value, Free[sizeof(ushort)..]);
        UInt16(FieldLength.Of(length));
        Written += length;
    }
}

using System.Buffers;

namespace Breakwater.Mqtt;

/// <summary>Reads the data types of MQTT 5.0 §1.5. Every method returns false, and means malformed, when the bytes do not hold one.</summary>
internal ref struct FieldReader(ReadOnlySequence<byte> bytes)
{
    private SequenceReader<byte> _reader = new(bytes);

    public readonly bool End => _reader.End;

    public readonly ReadOnlySequence<byte> Rest => _reader.UnreadSequence;

    public bool TryReadByte(out byte value) => _reader.TryRead(out value);

    public bool TryReadUInt16(out ushort value)
    {
        bool read = _reader.TryReadBigEndian(out short signed);
        value = (ushort)signed;
        return read;
    }

    public bool TryReadUInt32(out uint value)
    {
        bool read = _reader.TryReadBigEndian(out int signed);
        value = (uint)signed;
        return read;
    }

    // §1.5.5
    public bool TryReadVariableByteInteger(out int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        int count = (int)Math.Min(bytes.Length, _reader.Remaining);
        bool complete = _reader.TryCopyTo(bytes[..count])
            & VariableByteInteger.TryRead(bytes[..count], out value, out int length) == FrameStatus.Complete;
        if (complete)
        {
            _reader.Advance(length);
        }

        return complete;
    }

    // §1.5.6
    public bool TryReadBinary(out ReadOnlySequence<byte> value)
    {
        value = default;
        return TryReadUInt16(out ushort length) && TryReadBytes(length, out value);
    }

    // §1.5.4
    public bool TryReadText(out ReadOnlySequence<byte> value) => TryReadBinary(out value) && Utf8Text.IsWellFormed(value);

    public bool TryReadText(out string value)
    {
        bool read = TryReadText(out ReadOnlySequence<byte> bytes);
        value = read ? Utf8Text.Decode(bytes) : string.Empty;
        return read;
    }

    public bool TryReadBytes(int length, out ReadOnlySequence<byte> value) => _reader.TryReadExact(length, out value);
}

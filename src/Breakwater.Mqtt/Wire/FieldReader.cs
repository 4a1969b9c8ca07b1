using System.Buffers;
using System.Buffers.Binary;
using Breakwater.Mqtt.Framing;

namespace Breakwater.Mqtt.Wire;

/// <summary>Reads the data types of MQTT 5.0 §1.5. Every method returns false, and means malformed, when the bytes do not hold
/// one.</summary>
internal ref struct FieldReader
{
    // Nearly every packet lies in one segment: fields are read from its span, and only what crosses a border takes the slow way.
    private ReadOnlySequence<byte> _bytes;
    private ReadOnlySpan<byte> _first;
    private int _position;

    public FieldReader(scoped in ReadOnlySequence<byte> bytes)
    {
        _bytes = bytes;
        _first = bytes.FirstSpan;
    }

    public readonly bool End => _position == _first.Length && (_bytes.IsSingleSegment || _bytes.Length == _position);

    public readonly ReadOnlySequence<byte> Rest => _bytes.Slice(_position);

    public bool TryReadByte(out byte value)
    {
        Span<byte> copy = stackalloc byte[sizeof(byte)];
        bool read = TryTake(copy);
        value = read ? copy[0] : default;
        return read;
    }

    public bool TryReadUInt16(out ushort value)
    {
        Span<byte> copy = stackalloc byte[sizeof(ushort)];
        bool read = TryTake(copy);
        value = read ? BinaryPrimitives.ReadUInt16BigEndian(copy) : default;
        return read;
    }

    public bool TryReadUInt32(out uint value)
    {
        Span<byte> copy = stackalloc byte[sizeof(uint)];
        bool read = TryTake(copy);
        value = read ? BinaryPrimitives.ReadUInt32BigEndian(copy) : default;
        return read;
    }

    /// <summary>Steps over a zero byte, which is the whole of an empty property section.</summary>
    public bool TrySkipZero()
    {
        bool isZero = _position < _first.Length && _first[_position] == 0;
        _position += isZero ? 1 : 0;
        return isZero;
    }

    // §1.5.5
    public bool TryReadVariableByteInteger(out int value)
    {
        if (VariableByteInteger.TryRead(_first[_position..], out value, out int length) == FrameStatus.Complete)
        {
            _position += length;
            return true;
        }

        Span<byte> copy = stackalloc byte[4];
        Rebase();
        int count = (int)Math.Min(copy.Length, _bytes.Length);
        _bytes.Slice(0, count).CopyTo(copy);
        return VariableByteInteger.TryRead(copy[..count], out value, out length) == FrameStatus.Complete && TryReadBytes(length, out _);
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

    public bool TryReadBytes(int length, out ReadOnlySequence<byte> value)
    {
        if (length <= _first.Length - _position)
        {
            value = _bytes.Slice(_position, length);
            _position += length;
            return true;
        }

        Rebase();
        value = default;
        if (_bytes.Length < length)
        {
            return false;
        }

        value = _bytes.Slice(0, length);
        _bytes = _bytes.Slice(length);
        _first = _bytes.FirstSpan;
        return true;
    }

    private bool TryTake(scoped Span<byte> copy)
    {
        if (copy.Length <= _first.Length - _position)
        {
            _first.Slice(_position, copy.Length).CopyTo(copy);
            _position += copy.Length;
            return true;
        }

        if (!TryReadBytes(copy.Length, out ReadOnlySequence<byte> scattered))
        {
            return false;
        }

        scattered.CopyTo(copy);
        return true;
    }

    private void Rebase()
    {
        _bytes = _bytes.Slice(_position);
        _first = _bytes.FirstSpan;
        _position = 0;
    }
}

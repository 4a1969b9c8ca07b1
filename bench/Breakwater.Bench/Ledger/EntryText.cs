using System.Buffers.Text;

namespace Breakwater.Bench.Ledger;

/// <summary>Writes the bytes of an entry into a buffer that it keeps.</summary>
internal sealed class EntryText
{
    private readonly byte[] buffer = new byte[ushort.MaxValue];
    private int length;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    public void Clear() => length = 0;

    public EntryText Text(ReadOnlySpan<byte> text)
    {
        text.CopyTo(buffer.AsSpan(length));
        length += text.Length;
        return this;
    }

    public EntryText Number(long value)
    {
        _ = Utf8Formatter.TryFormat(value, buffer.AsSpan(length), out var written);
        length += written;
        return this;
    }

    /// <summary>16 hexadecimal digits.</summary>
    public EntryText Id(ulong value)
    {
        for (var shift = 60; shift >= 0; shift -= 4)
        {
            buffer[length++] = "0123456789abcdef"u8[(int)(value >> shift) & 15];
        }

        return this;
    }

    /// <summary>32 hexadecimal digits.</summary>
    public EntryText Id(UInt128 value) => Id((ulong)(value >> 64)).Id((ulong)value);
}

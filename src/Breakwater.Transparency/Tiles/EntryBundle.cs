using System.Buffers;
using System.Buffers.Binary;

namespace Breakwater.Transparency.Tiles;

/// <summary>Bundles of entries: each with its length before it, two bytes big-endian (C2SP tlog-tiles, Log entries).</summary>
public static class EntryBundle
{
    /// <summary>Bytes of the longest entry that a bundle can hold.</summary>
    public const int MaxEntry = ushort.MaxValue;

    private const int LengthBytes = sizeof(ushort);

    /// <exception cref="ArgumentException">The entry is longer than <see cref="MaxEntry"/>.</exception>
    public static void Append(IBufferWriter<byte> bundle, ReadOnlySpan<byte> entry)
    {
        if (entry.Length > MaxEntry)
        {
            throw new ArgumentException("An entry has at most 65,535 bytes.", nameof(entry));
        }

        var span = bundle.GetSpan(LengthBytes + entry.Length);
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)entry.Length);
        entry.CopyTo(span[LengthBytes..]);
        bundle.Advance(LengthBytes + entry.Length);
    }

    /// <summary>Takes the first entry off the bundle, without copying it.</summary>
    /// <returns>False if the bundle is at its end or ends within the entry: it was whole if it is empty afterwards.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> bundle, out ReadOnlySpan<byte> entry)
    {
        entry = default;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(bundle, out var length) || bundle.Length - LengthBytes < length)
        {
            return false;
        }

        entry = bundle.Slice(LengthBytes, length);
        bundle = bundle[(LengthBytes + length)..];
        return true;
    }
}

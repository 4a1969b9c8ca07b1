using System.Buffers.Binary;

namespace Breakwater.Server.Ledger.Log;

/// <summary>
/// How the tail rests on disk. A journal is a sequence of frames, one a commit; a frame is a header and its records, all little-endian:
/// <code>
/// frame  = magic u32 | count u32 | bytes of records u32 | number of the first entry u64 | CRC-32C of the header so far u32 | records
/// record = length u16 | entry | CRC-32C of length and entry u32
/// </code>
/// A frame is written only after the one before it was synced, so an unreadable frame at the end is a write that nobody was told of, and one before another
/// is damage.
/// </summary>
internal static class JournalFormat
{
    public const uint Magic = 0x314A_5742; // "BWJ1"

    public const int HeaderLength = 24;

    public const int RecordOverhead = sizeof(ushort) + sizeof(uint);

    public static int RecordLength(int entryLength) => entryLength + RecordOverhead;

    public static void WriteRecord(Span<byte> target, ReadOnlySpan<byte> entry)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)entry.Length);
        entry.CopyTo(target[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[(sizeof(ushort) + entry.Length)..], Crc32C.Of(target[..(sizeof(ushort) + entry.Length)]));
    }

    public static void WriteHeader(Span<byte> target, int count, int bytes, long first)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], count);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], bytes);
        BinaryPrimitives.WriteInt64LittleEndian(target[12..], first);
        BinaryPrimitives.WriteUInt32LittleEndian(target[20..], Crc32C.Of(target[..20]));
    }

    public static bool TryReadHeader(ReadOnlySpan<byte> source, out int count, out int bytes, out long first)
    {
        (count, bytes, first) = (0, 0, 0);
        if (source.Length < HeaderLength
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(source[20..]) != Crc32C.Of(source[..20]))
        {
            return false;
        }

        count = BinaryPrimitives.ReadInt32LittleEndian(source[4..]);
        bytes = BinaryPrimitives.ReadInt32LittleEndian(source[8..]);
        first = BinaryPrimitives.ReadInt64LittleEndian(source[12..]);
        return count > 0 && bytes > 0;
    }

    /// <summary>The entry at the start of <paramref name="source"/>, and how long its record is; false when it does not verify.</summary>
    public static bool TryReadRecord(ReadOnlySpan<byte> source, out ReadOnlySpan<byte> entry, out int length)
    {
        entry = [];
        length = 0;
        if (source.Length < RecordOverhead)
        {
            return false;
        }

        var size = BinaryPrimitives.ReadUInt16LittleEndian(source);
        length = RecordLength(size);
        if (source.Length < length
            || BinaryPrimitives.ReadUInt32LittleEndian(source[(sizeof(ushort) + size)..]) != Crc32C.Of(source[..(sizeof(ushort) + size)]))
        {
            return false;
        }

        entry = source.Slice(sizeof(ushort), size);
        return true;
    }
}

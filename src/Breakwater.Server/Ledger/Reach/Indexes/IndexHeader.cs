using System.Security.Cryptography;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>What an index file begins with.</summary>
/// <param name="Entries">How many entries the segment has; whether they touch anything or not.</param>
/// <param name="First">Unix time in milliseconds of the earliest of all entries.</param>
/// <param name="Last">Unix time in milliseconds of the latest of all entries.</param>
/// <param name="Sections">Where the sections are, in the order of <see cref="IndexSection"/>.</param>
internal sealed record IndexHeader(long Segment, int Entries, long First, long Last, int Rows, IndexRange[] Sections)
{
    public IndexRange this[IndexSection section] => Sections[(int)section];

    public byte[] ToBytes()
    {
        var bytes = new byte[IndexFormat.HeaderLength];
        IndexFormat.Magic.CopyTo(bytes);
        var rest = bytes.AsSpan(IndexFormat.Magic.Length);
        WriteInt32LittleEndian(rest, IndexFormat.Version);
        WriteInt32LittleEndian(rest[4..], Entries);
        WriteInt64LittleEndian(rest[8..], Segment);
        WriteInt64LittleEndian(rest[16..], First);
        WriteInt64LittleEndian(rest[24..], Last);
        WriteInt32LittleEndian(rest[32..], Rows);
        WriteInt32LittleEndian(rest[36..], IndexFormat.Sections);
        for (var i = 0; i < Sections.Length; i++)
        {
            var entry = bytes.AsSpan(IndexFormat.TableOffset + (i * IndexFormat.TableEntryLength));
            WriteInt64LittleEndian(entry, Sections[i].Offset);
            WriteInt64LittleEndian(entry[8..], Sections[i].Length);
            Sections[i].Digest.CopyTo(entry[16..]);
        }

        SHA256.HashData(bytes.AsSpan(0, IndexFormat.HeaderDigestOffset), bytes.AsSpan(IndexFormat.HeaderDigestOffset));
        return bytes;
    }

    /// <summary>Reads a header and holds it against the length of the file.</summary>
    /// <exception cref="DamagedIndexException">It is something else, or from another version.</exception>
    public static IndexHeader Parse(ReadOnlySpan<byte> bytes, long fileLength, string path)
    {
        Span<byte> digest = stackalloc byte[IndexFormat.DigestLength];
        SHA256.HashData(bytes[..IndexFormat.HeaderDigestOffset], digest);
        var rest = bytes[IndexFormat.Magic.Length..];
        if (!bytes.StartsWith(IndexFormat.Magic) || !bytes[IndexFormat.HeaderDigestOffset..].SequenceEqual(digest))
        {
            throw new DamagedIndexException(path, "header", "it does not have the SHA-256 that it names");
        }

        if (ReadInt32LittleEndian(rest) != IndexFormat.Version)
        {
            throw new DamagedIndexException(path, "header", $"its version is {ReadInt32LittleEndian(rest)}");
        }

        var sections = new IndexRange[IndexFormat.Sections];
        for (var i = 0; i < sections.Length; i++)
        {
            var entry = bytes.Slice(IndexFormat.TableOffset + (i * IndexFormat.TableEntryLength), IndexFormat.TableEntryLength);
            sections[i] = new IndexRange(ReadInt64LittleEndian(entry), ReadInt64LittleEndian(entry[8..]), entry[16..].ToArray());
        }

        var header = new IndexHeader(
            ReadInt64LittleEndian(rest[8..]),
            ReadInt32LittleEndian(rest[4..]),
            ReadInt64LittleEndian(rest[16..]),
            ReadInt64LittleEndian(rest[24..]),
            ReadInt32LittleEndian(rest[32..]),
            sections);
        if (!header.IsSound() || ReadInt32LittleEndian(rest[36..]) != IndexFormat.Sections)
        {
            throw new DamagedIndexException(path, "header", "its numbers contradict each other");
        }

        return header.FileLength == fileLength ? header
            : throw new DamagedIndexException(path, "length", $"the file has {fileLength} bytes instead of {header.FileLength}");
    }

    private long FileLength => Sections[^1].Offset + Sections[^1].Length + IndexFormat.DigestLength;

    private bool IsSound()
    {
        long end = IndexFormat.HeaderLength;
        for (var i = 0; i < Sections.Length; i++)
        {
            var (offset, length, _) = Sections[i];
            if (offset != end || length < 0 || length > int.MaxValue || length % IndexFormat.UnitOf((IndexSection)i) != 0)
            {
                return false;
            }

            end += length;
        }

        return Entries is >= 0 and <= IndexFormat.MostEntries && Segment >= 0 && Rows >= 0 && this[IndexSection.Rows].Length == (long)Rows * IndexRow.Length
            && this[IndexSection.Names].Length <= IndexFormat.LongestNames;
    }
}

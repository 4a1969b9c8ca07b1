using System.Buffers.Binary;
using System.Security.Cryptography;
using Breakwater.Transparency.Tree;

namespace Breakwater.Server.Ledger.Log;

/// <summary>
/// The file of a sealed segment: 65,536 entries, which is one full tile of level 1. All numbers are little-endian.
/// <code>
/// header     256 bytes: magic, state, number, times, root, archive, length, SHA-256 of header and directory
/// directory  256 × (offset u64, length u32, CRC-32C u32) of the bundles
/// level 1    one tile, 256 × 32 bytes
/// level 0    256 tiles
/// bundles    256, each gzip (RFC 1952) of the C2SP tlog-tiles entry bundle
/// </code>
/// An archived or pruned segment keeps header and level 1, with which the whole tree can still be computed.
/// </summary>
internal static class SegmentFormat
{
    public const int TileWidth = 256;

    /// <summary>A tile spans as many levels of the tree.</summary>
    public const int TileLevel = 8;

    public const int Tiles = 256;

    public const int Entries = Tiles * TileWidth;

    /// <summary>The level of the tree at which a segment is one node.</summary>
    public const int Level = 2 * TileLevel;

    public const int TileBytes = TileWidth * TreeHash.Size;

    public const int HeaderLength = 256;

    public const int DirectoryLength = Tiles * 16;

    public const int TopOffset = HeaderLength + DirectoryLength;

    public const int LeavesOffset = TopOffset + TileBytes;

    public const int BundlesOffset = LeavesOffset + (Tiles * TileBytes);

    private const ulong Magic = 0x0100_4745_5357_4200; // "\0BWSEG\0\1"

    private const int DigestOffset = HeaderLength - SHA256.HashSizeInBytes;

    public static void WriteHeader(Span<byte> head, SegmentInfo info, ReadOnlySpan<byte> directory)
    {
        head.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(head, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], (int)info.State);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], info.Number);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], info.FirstTime);
        BinaryPrimitives.WriteInt64LittleEndian(head[32..], info.LastTime);
        info.Root.CopyTo(head[40..]);
        if (info.Archive is { } archive)
        {
            Convert.FromHexString(archive).CopyTo(head[72..]);
        }

        BinaryPrimitives.WriteInt64LittleEndian(head[104..], info.Length);
        Digest(head[..DigestOffset], directory, head[DigestOffset..]);
    }

    /// <summary>Null: the header or the directory is not what was written.</summary>
    public static SegmentInfo? ReadHeader(ReadOnlySpan<byte> head, ReadOnlySpan<byte> directory)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Digest(head[..DigestOffset], directory, digest);
        if (!digest.SequenceEqual(head[DigestOffset..HeaderLength]) || BinaryPrimitives.ReadUInt64LittleEndian(head) != Magic)
        {
            return null;
        }

        var archive = head.Slice(72, SHA256.HashSizeInBytes);
        var state = (SegmentState)BinaryPrimitives.ReadInt32LittleEndian(head[8..]);
        var archived = archive.ContainsAnyExcept((byte)0);
        if (!(state switch { SegmentState.Whole => !archived, SegmentState.Archived => archived, SegmentState.Pruned => true, _ => false }))
        {
            // Its digest is right, so this is no damage, but somebody's hand.
            return null;
        }

        return new SegmentInfo(
            BinaryPrimitives.ReadInt64LittleEndian(head[16..]),
            state,
            BinaryPrimitives.ReadInt64LittleEndian(head[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(head[32..]),
            new TreeHash(head.Slice(40, TreeHash.Size)),
            BinaryPrimitives.ReadInt64LittleEndian(head[104..]),
            archived ? Convert.ToHexStringLower(archive) : null);
    }

    public static void WriteDirectory(Span<byte> directory, int bundle, long offset, int length, uint checksum)
    {
        var row = directory[(bundle * 16)..];
        BinaryPrimitives.WriteInt64LittleEndian(row, offset);
        BinaryPrimitives.WriteInt32LittleEndian(row[8..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(row[12..], checksum);
    }

    public static (long Offset, int Length, uint Checksum) ReadDirectory(ReadOnlySpan<byte> directory, int bundle)
    {
        var row = directory[(bundle * 16)..];
        return (
            BinaryPrimitives.ReadInt64LittleEndian(row),
            BinaryPrimitives.ReadInt32LittleEndian(row[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(row[12..]));
    }

    private static void Digest(ReadOnlySpan<byte> head, ReadOnlySpan<byte> directory, Span<byte> target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(directory);
        hash.GetHashAndReset(target);
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;
using Microsoft.Win32.SafeHandles;

namespace Breakwater.Server.Ledger.Log;

/// <summary>Reads the file of a sealed segment; everything that it gives out has been verified against what covers it.</summary>
internal sealed class SegmentFile : IDisposable
{
    /// <summary>Bytes; what unpacks to more is no bundle.</summary>
    private const int LongestBundle = SegmentFormat.TileWidth * (sizeof(ushort) + ushort.MaxValue);

    private readonly string path;
    private readonly SafeFileHandle file;
    private readonly byte[] directory;

    private SegmentFile(string path, SafeFileHandle file, byte[] directory, SegmentInfo info)
    {
        this.path = path;
        this.file = file;
        this.directory = directory;
        Info = info;
    }

    public SegmentInfo Info { get; }

    private long FirstEntry => Info.Number * SegmentFormat.Entries;

    /// <exception cref="LedgerDamagedException">The header is not what was written, or the file is not there.</exception>
    public static SegmentFile Open(string path, long number)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path);
        }
        catch (IOException exception)
        {
            throw new LedgerDamagedException($"{path}, with the entries from {number * SegmentFormat.Entries}, cannot be read: {exception.Message}", exception);
        }

        try
        {
            var head = new byte[SegmentFormat.HeaderLength];
            Fill(file, path, head, 0);

            // A stub has no directory. Which it is stands in the header, whose digest covers the directory.
            var stub = RandomAccess.GetLength(file) == SegmentFormat.HeaderLength + SegmentFormat.TileBytes;
            var directory = new byte[stub ? 0 : SegmentFormat.DirectoryLength];
            Fill(file, path, directory, SegmentFormat.HeaderLength);
            var info = SegmentFormat.ReadHeader(head, directory);
            return info is not null && info.Number == number && (info.State != SegmentState.Whole) == stub
                && (stub || info.Length == RandomAccess.GetLength(file))
                ? new SegmentFile(path, file, directory, info)
                : throw new LedgerDamagedException($"{path}: its header does not verify (entries from {number * SegmentFormat.Entries}).");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The tile of level 1: the hashes of the 256 tiles below.</summary>
    /// <exception cref="LedgerDamagedException">It does not hash to the root in the header.</exception>
    public byte[] ReadTop()
    {
        var tile = new byte[SegmentFormat.TileBytes];
        Fill(file, path, tile, Info.State == SegmentState.Whole ? SegmentFormat.TopOffset : SegmentFormat.HeaderLength);
        return RootOf(tile).Equals(Info.Root)
            ? tile
            : throw new LedgerDamagedException($"{path}: tile {TileAddress.Hashes(1, Info.Number)} does not verify.");
    }

    /// <summary>A tile of level 0, by its number within the segment.</summary>
    /// <exception cref="LedgerDamagedException">It does not hash to what level 1 says.</exception>
    public byte[] ReadLeaves(int tile, ReadOnlySpan<byte> top)
    {
        Demand();
        var bytes = new byte[SegmentFormat.TileBytes];
        Fill(file, path, bytes, SegmentFormat.LeavesOffset + ((long)tile * SegmentFormat.TileBytes));
        return RootOf(bytes).Equals(new TreeHash(top.Slice(tile * TreeHash.Size, TreeHash.Size)))
            ? bytes
            : throw new LedgerDamagedException(
                $"{path}: tile {TileAddress.Hashes(0, (Info.Number * SegmentFormat.Tiles) + tile)} does not verify.");
    }

    /// <summary>A bundle as it is kept: gzip.</summary>
    /// <exception cref="LedgerDamagedException">Its checksum is another.</exception>
    public byte[] ReadZippedBundle(int bundle)
    {
        Demand();
        var (offset, length, checksum) = SegmentFormat.ReadDirectory(directory, bundle);
        if (offset < SegmentFormat.BundlesOffset || length <= 0 || offset + length > Info.Length)
        {
            throw Damaged(bundle);
        }

        var bytes = new byte[length];
        Fill(file, path, bytes, offset);
        return Crc32C.Of(bytes) == checksum ? bytes : throw Damaged(bundle);
    }

    /// <summary>The entries of a bundle, in order.</summary>
    /// <exception cref="LedgerDamagedException">It is not a bundle of 256 entries.</exception>
    public List<ReadOnlyMemory<byte>> ReadEntries(int bundle)
    {
        using var plain = new MemoryStream(128 * 1024);
        try
        {
            using var gzip = new GZipStream(new MemoryStream(ReadZippedBundle(bundle)), CompressionMode.Decompress);
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = gzip.Read(buffer)) > 0 && plain.Length <= LongestBundle)
            {
                plain.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(bundle, exception);
        }

        var entries = new List<ReadOnlyMemory<byte>>(SegmentFormat.TileWidth);
        var rest = plain.GetBuffer().AsMemory(0, (int)plain.Length);
        while (rest.Length >= sizeof(ushort))
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest.Span);
            if (rest.Length < sizeof(ushort) + length)
            {
                throw Damaged(bundle);
            }

            entries.Add(rest.Slice(sizeof(ushort), length));
            rest = rest[(sizeof(ushort) + length)..];
        }

        return rest.IsEmpty && entries.Count == SegmentFormat.TileWidth ? entries : throw Damaged(bundle);
    }

    /// <summary>Where the files of the bundles end; nothing may lie between or behind them.</summary>
    public long EndOfBundles()
    {
        long end = SegmentFormat.BundlesOffset;
        for (var bundle = 0; bundle < SegmentFormat.Tiles; bundle++)
        {
            var (offset, length, _) = SegmentFormat.ReadDirectory(directory, bundle);
            if (offset != end)
            {
                throw Damaged(bundle);
            }

            end += length;
        }

        return end;
    }

    public void Dispose() => file.Dispose();

    public static TreeHash RootOf(ReadOnlySpan<byte> tile)
    {
        Span<TreeHash> hashes = new TreeHash[SegmentFormat.TileWidth];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = new TreeHash(tile.Slice(i * TreeHash.Size, TreeHash.Size));
        }

        return HashRange.Root(hashes);
    }

    private static void Fill(SafeFileHandle file, string path, Span<byte> target, long offset)
    {
        while (!target.IsEmpty)
        {
            var read = RandomAccess.Read(file, target, offset);
            if (read == 0)
            {
                throw new LedgerDamagedException($"{path} ends at byte {offset}, too early.");
            }

            target = target[read..];
            offset += read;
        }
    }

    private LedgerDamagedException Damaged(int bundle, Exception? inner = null) => new(
        $"{path}: the bundle of entries {FirstEntry + (bundle * SegmentFormat.TileWidth)} to {FirstEntry + ((bundle + 1) * SegmentFormat.TileWidth) - 1} does not verify.", inner);

    private void Demand()
    {
        if (Info.State != SegmentState.Whole)
        {
            throw new SegmentAwayException(Info);
        }
    }
}

/// <summary>The entries of this segment are not here: it was archived or pruned.</summary>
public sealed class SegmentAwayException : Exception
{
    internal SegmentAwayException(SegmentInfo info)
        : base($"The entries {info.Number * SegmentFormat.Entries} to {((info.Number + 1) * SegmentFormat.Entries) - 1} were {(info.State == SegmentState.Archived ? "archived" : "pruned")}.") =>
        Info = info;

    internal SegmentInfo Info { get; }
}

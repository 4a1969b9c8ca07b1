using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Storage;
using Breakwater.Transparency.Tree;

namespace Breakwater.Server.Ledger.Log;

/// <summary>Writes the file of a segment: whole, synced, and under its name only then.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly byte[] head = new byte[SegmentFormat.BundlesOffset];
    private readonly MemoryStream bundle = new();
    private long firstTime = long.MaxValue;
    private long lastTime = long.MinValue;

    /// <param name="entries">All of them, in order.</param>
    /// <exception cref="LedgerDamagedException">The entries are not those that the tree has.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public SegmentInfo Write(string path, long number, TreeHash root, IEnumerable<ReadOnlyMemory<byte>> entries)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        try
        {
            using var file = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = DurableFile.OwnerOnly,
                BufferSize = 256 * 1024,
            });
            var info = Write(file, number, root, entries);
            file.Close();
            File.Move(temporary, path, overwrite: true);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
            return info;
        }
        finally
        {
            // On a full disk the journal needs what half a segment would hold.
            File.Delete(temporary);
        }
    }

    public void Dispose() => bundle.Dispose();

    private SegmentInfo Write(FileStream file, long number, TreeHash root, IEnumerable<ReadOnlyMemory<byte>> entries)
    {
        file.Position = SegmentFormat.BundlesOffset;
        WriteBundles(file, entries);
        if (!SegmentFile.RootOf(head.AsSpan(SegmentFormat.TopOffset, SegmentFormat.TileBytes)).Equals(root))
        {
            throw new LedgerDamagedException($"The journal of segment {number} does not hold what the tree has; it is not sealed.");
        }

        var info = new SegmentInfo(number, SegmentState.Whole, firstTime, lastTime, root, file.Position, null);
        SegmentFormat.WriteHeader(head.AsSpan(0, SegmentFormat.HeaderLength), info, head.AsSpan(SegmentFormat.HeaderLength, SegmentFormat.DirectoryLength));
        file.Position = 0;
        file.Write(head);
        file.Flush(flushToDisk: true);
        return info;
    }

    private void WriteBundles(FileStream file, IEnumerable<ReadOnlyMemory<byte>> entries)
    {
        var leaves = new TreeHash[SegmentFormat.TileWidth];
        var place = 0;
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        foreach (var entry in entries)
        {
            var leaf = place % SegmentFormat.TileWidth;
            leaves[leaf] = TreeHash.OfLeaf(entry.Span);
            leaves[leaf].CopyTo(head.AsSpan(SegmentFormat.LeavesOffset + (place * TreeHash.Size)));
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)entry.Length);
            bundle.Write(length);
            bundle.Write(entry.Span);
            Note(entry.Span);
            if (leaf == SegmentFormat.TileWidth - 1)
            {
                var tile = place / SegmentFormat.TileWidth;
                HashRange.Root(leaves).CopyTo(head.AsSpan(SegmentFormat.TopOffset + (tile * TreeHash.Size)));
                WriteBundle(file, tile);
            }

            place++;
        }

        if (place != SegmentFormat.Entries)
        {
            throw new LedgerDamagedException($"A segment has {SegmentFormat.Entries} entries; {place} are there.");
        }
    }

    private void WriteBundle(FileStream file, int tile)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            bundle.WriteTo(gzip);
        }

        var bytes = target.GetBuffer().AsSpan(0, (int)target.Length);
        SegmentFormat.WriteDirectory(head.AsSpan(SegmentFormat.HeaderLength), tile, file.Position, bytes.Length, Crc32C.Of(bytes));
        file.Write(bytes);
        bundle.SetLength(0);
    }

    private void Note(ReadOnlySpan<byte> entry)
    {
        var time = EntryTime.Of(entry);
        firstTime = Math.Min(firstTime, time);
        lastTime = Math.Max(lastTime, time);
    }
}

/// <summary>The time of an entry, which stands first in it.</summary>
internal static class EntryTime
{
    private static ReadOnlySpan<byte> Prefix => "{\"time\":"u8;

    /// <summary>Milliseconds since the Unix epoch.</summary>
    /// <exception cref="FormatException">It does not start as an entry does.</exception>
    public static long Of(ReadOnlySpan<byte> entry)
    {
        if (entry.StartsWith(Prefix))
        {
            var digits = entry[Prefix.Length..];
            var end = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (end > 0 && long.TryParse(digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var time))
            {
                return time;
            }
        }

        throw new FormatException("An entry starts with its time.");
    }
}

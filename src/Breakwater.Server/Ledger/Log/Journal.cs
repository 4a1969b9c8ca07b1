using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Storage;
using Breakwater.Transparency.Tree;
using Microsoft.Win32.SafeHandles;

namespace Breakwater.Server.Ledger.Log;

/// <summary>
/// The entries of a segment that is not sealed yet: a file of frames (<see cref="JournalFormat"/>), and in memory the hashes of its part of the tree and where
/// each entry lies. One thread writes; any number read what is integrated.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly SafeFileHandle file;
    private readonly long[] offsets = new long[SegmentFormat.Entries];
    private readonly TreeHash[] leaves = new TreeHash[SegmentFormat.Entries];
    private readonly TreeHash[] tiles = new TreeHash[SegmentFormat.Tiles];
    private int count;

    private Journal(long segment, string path, SafeFileHandle file)
    {
        Segment = segment;
        Path = path;
        this.file = file;
    }

    public long Segment { get; }

    public string Path { get; }

    /// <summary>Bytes that are synced.</summary>
    public long Length { get; private set; }

    /// <summary>What of a write that was cut off was found when it was read back; null: nothing.</summary>
    public string? Fault { get; private set; }

    public long FirstEntry => Segment * SegmentFormat.Entries;

    /// <summary>Entries that are on disk and in the tree.</summary>
    public int Count => Volatile.Read(ref count);

    /// <exception cref="IOException">It cannot be made.</exception>
    public static Journal Create(string path, long segment)
    {
        var file = Open(path, FileMode.CreateNew);
        try
        {
            DirectorySync.Flush(System.IO.Path.GetDirectoryName(path)!);
            return new Journal(segment, path, file);
        }
        catch
        {
            // Or it could not be made a second time.
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Reads a journal back. A write that was cut off in its last frame is cut off here too: nobody was told of it.</summary>
    /// <param name="isLast">No journal follows. One that has a successor was full, and every frame of it synced.</param>
    /// <param name="readOnly">Leaves the file as it is: somebody else may be writing it.</param>
    /// <exception cref="LedgerDamagedException">A frame before the last does not verify, or the journal ends before its successor begins.</exception>
    public static Journal Recover(string path, long segment, bool isLast, bool readOnly)
    {
        var journal = new Journal(segment, path, readOnly ? File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete) : Open(path, FileMode.Open));
        try
        {
            var scan = new JournalScan(journal.file, path, segment);
            while (scan.TryRead(out var frame))
            {
                journal.Integrate(frame, scan.FrameOffset);
            }

            if (!isLast && journal.count < SegmentFormat.Entries)
            {
                throw scan.Fault is not null ? scan.Damaged("a later journal is there")
                    : new LedgerDamagedException($"{path} ends before entry {journal.FirstEntry + journal.count}, though a later journal is there.");
            }

            if (!readOnly && scan.End < RandomAccess.GetLength(journal.file))
            {
                RandomAccess.SetLength(journal.file, scan.End);
                RandomAccess.FlushToDisk(journal.file);
            }

            journal.Length = scan.End;
            journal.Fault = scan.Fault;
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Puts the frame on disk; when it returns the frame is synced.</summary>
    /// <exception cref="IOException">It is not, and the journal is as it was before.</exception>
    /// <exception cref="JournalLostException">It is not, and what the disk holds is unknown until it is read again.</exception>
    public void Write(ReadOnlyMemory<byte> frame)
    {
        try
        {
            RandomAccess.Write(file, frame.Span, Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // .NET makes an ArgumentException of EFBIG, a limit on the length of files.
            Shorten();
            throw new IOException($"{Path} could not be written: {exception.Message}", exception);
        }

        try
        {
            FileSync.FlushData(file);
        }
        catch (IOException exception)
        {
            // After a failed sync the kernel forgets which pages were dirty, so a second one would say that all is well.
            throw new JournalLostException($"{Path} could not be synced: {exception.Message}", exception);
        }

        Length += frame.Length;
    }

    /// <summary>Adds a frame that is on disk to the tree; returns the hashes of its entries.</summary>
    public ReadOnlySpan<TreeHash> Integrate(ReadOnlyMemory<byte> frame, long frameOffset)
    {
        var from = count;
        var position = JournalFormat.HeaderLength;
        while (position < frame.Length && JournalFormat.TryReadRecord(frame.Span[position..], out var entry, out var length))
        {
            var place = count;
            offsets[place] = frameOffset + position;
            leaves[place] = TreeHash.OfLeaf(entry);
            if (place % SegmentFormat.TileWidth == SegmentFormat.TileWidth - 1)
            {
                var tile = place / SegmentFormat.TileWidth;
                tiles[tile] = HashRange.Root(leaves.AsSpan(tile * SegmentFormat.TileWidth, SegmentFormat.TileWidth));
            }

            Volatile.Write(ref count, place + 1);
            position += length;
        }

        return leaves.AsSpan(from, count - from);
    }

    /// <summary>The hash of a complete subtree within this segment.</summary>
    public TreeHash Node(int level, long index)
    {
        var first = (int)((index << level) - FirstEntry);
        return level >= SegmentFormat.TileLevel
            ? HashRange.Root(tiles.AsSpan(first / SegmentFormat.TileWidth, 1 << (level - SegmentFormat.TileLevel)))
            : HashRange.Root(leaves.AsSpan(first, 1 << level));
    }

    public ReadOnlySpan<TreeHash> Leaves(int from, int length) => leaves.AsSpan(from, length);

    public ReadOnlySpan<TreeHash> TileHashes => tiles;

    /// <exception cref="LedgerDamagedException">The entry on disk is not the one that was written.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public byte[] Read(int place)
    {
        var head = new byte[sizeof(ushort)];
        RandomAccess.Read(file, head, offsets[place]);
        var record = new byte[JournalFormat.RecordLength(BitConverter.ToUInt16(head))];
        RandomAccess.Read(file, record, offsets[place]);
        return JournalFormat.TryReadRecord(record, out var entry, out _) && TreeHash.OfLeaf(entry) == leaves[place]
            ? entry.ToArray()
            : throw new LedgerDamagedException($"{Path}: entry {FirstEntry + place} does not verify.");
    }

    /// <summary>Entries in order, from one place to before another, in few reads.</summary>
    /// <exception cref="LedgerDamagedException">An entry on disk is not the one that was written.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> ReadRange(int from, int to)
    {
        for (var place = from; place < to; place += SegmentFormat.TileWidth)
        {
            var last = Math.Min(to, place + SegmentFormat.TileWidth) - 1;
            var final = Read(last);
            var bytes = new byte[offsets[last] - offsets[place]];
            RandomAccess.Read(file, bytes, offsets[place]);
            for (var i = place; i < last; i++)
            {
                var record = bytes.AsMemory((int)(offsets[i] - offsets[place]));
                yield return JournalFormat.TryReadRecord(record.Span, out var entry, out _)
                    ? record.Slice(sizeof(ushort), entry.Length)
                    : throw new LedgerDamagedException($"{Path}: entry {FirstEntry + i} does not verify.");
            }

            yield return final;
        }
    }

    public void Dispose() => file.Dispose();

    private static SafeFileHandle Open(string path, FileMode mode)
    {
        var file = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            File.SetUnixFileMode(file, DurableFile.OwnerOnly);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Shorten()
    {
        try
        {
            RandomAccess.SetLength(file, Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JournalLostException($"{Path} could not be written, and not be cut back: {exception.Message}", exception);
        }
    }
}

/// <summary>The journal must be read again before it can be written: the log stays closed until the server is started anew.</summary>
public sealed class JournalLostException(string message, Exception inner) : Exception(message, inner);

using System.Buffers.Binary;
using System.Collections.Immutable;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Storage.Blobs;
using Breakwater.Transparency.Tree;

namespace Breakwater.Server.Ledger.Log;

/// <summary>
/// Everything that is in the log: sealed segments and, behind them, the journals of those that are not sealed yet, as one sequence of entries and one tree.
/// Any number of threads read; one writes.
/// </summary>
internal sealed class LedgerStore : IDisposable
{
    private readonly Lock gate = new();
    private ImmutableArray<SegmentInfo> segments;
    private ImmutableArray<Journal> journals;

    private readonly BlobStore blobs;

    private LedgerStore(LedgerFolder folder, BlobStore blobs, ImmutableArray<SegmentInfo> segments, ImmutableArray<Journal> journals)
    {
        Folder = folder;
        this.blobs = blobs;
        this.segments = segments;
        this.journals = journals;
    }

    public LedgerFolder Folder { get; }

    public ImmutableArray<SegmentInfo> Segments => segments;

    /// <summary>In order; the last is the one that grows. Empty only when the store was opened for reading and nothing is there.</summary>
    public ImmutableArray<Journal> Journals => journals;

    /// <summary>Entries that are on disk and in the tree.</summary>
    public long Size => journals.IsEmpty ? (long)segments.Length * SegmentFormat.Entries : journals[^1].FirstEntry + journals[^1].Count;

    /// <summary>The number of the last segment of which there is anything; -1: none.</summary>
    public long LastSegment => journals.IsEmpty ? segments.Length - 1 : journals[^1].Segment;

    /// <param name="readOnly">Changes nothing; a server may be writing.</param>
    /// <exception cref="LedgerDamagedException">What is there is not what was written.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static LedgerStore Open(LedgerFolder folder, BlobStore blobs, bool readOnly)
    {
        if (!readOnly)
        {
            LogFiles.MakeFolders(folder);
            return OpenOnce(folder, blobs, readOnly: false);
        }

        while (true)
        {
            var before = LedgerFolder.Numbers(folder.Segments, ".segment").Length;
            try
            {
                return OpenOnce(folder, blobs, readOnly: true);
            }
            catch (Exception exception) when (exception is LedgerDamagedException or FileNotFoundException
                && LedgerFolder.Numbers(folder.Segments, ".segment").Length > before)
            {
                // A journal became a segment between the look at the segments and the look at the journals.
            }
        }
    }

    private static LedgerStore OpenOnce(LedgerFolder folder, BlobStore blobs, bool readOnly)
    {
        var (segments, journals) = LogFiles.Open(folder, readOnly);
        return new LedgerStore(folder, blobs, segments, journals);
    }

    public void AddJournal(Journal journal)
    {
        lock (gate)
        {
            journals = journals.Add(journal);
        }
    }

    /// <summary>The segment's file is on disk: its journal is no longer needed.</summary>
    public void Seal(SegmentInfo sealedNow)
    {
        Journal journal;
        lock (gate)
        {
            journal = journals[0];
            segments = segments.Add(sealedNow);
            journals = journals.RemoveAt(0);
        }

        // Readers that still hold it go on reading the file, which is only unlinked; the handle goes with the last of them.
        File.Delete(journal.Path);
    }

    public void Replace(SegmentInfo changed)
    {
        lock (gate)
        {
            segments = segments.SetItem((int)changed.Number, changed);
        }
    }

    /// <summary>The hash of a complete subtree; see <see cref="NodeSource"/>.</summary>
    /// <exception cref="LedgerDamagedException">What is on disk does not verify.</exception>
    /// <exception cref="SegmentAwayException">It lies below level 8 of a segment that was archived or pruned.</exception>
    public TreeHash Node(int level, long index)
    {
        if (level > SegmentFormat.Level)
        {
            return TreeHash.OfNode(Node(level - 1, 2 * index), Node(level - 1, (2 * index) + 1));
        }

        var segment = (index << level) / SegmentFormat.Entries;
        var (now, open) = Snapshot();
        if (segment >= now.Length)
        {
            return open[(int)(segment - now.Length)].Node(level, index);
        }

        if (level == SegmentFormat.Level)
        {
            return now[(int)segment].Root;
        }

        var first = (int)((index << level) - (segment * SegmentFormat.Entries));
        var tile = first / SegmentFormat.TileWidth;
        if (level >= SegmentFormat.TileLevel)
        {
            // That much is there of any segment.
            using var stub = SegmentFile.Open(Folder.Segment(segment), segment);
            return HashRange.Root(Hashes(stub.ReadTop(), tile, 1 << (level - SegmentFormat.TileLevel)));
        }

        using var file = OpenSegment(segment);
        return HashRange.Root(Hashes(file.ReadLeaves(tile, file.ReadTop()), first % SegmentFormat.TileWidth, 1 << level));
    }

    /// <summary>The root of the first <paramref name="size"/> entries.</summary>
    public TreeHash RootAt(long size) => MerkleTree.Root(size, Node);

    public byte[] ReadEntry(long number) => ReadEntries([number]).First();

    /// <summary>Entries by their numbers, in the order of these; neighbours are read from a sealed segment together.</summary>
    public IEnumerable<byte[]> ReadEntries(IEnumerable<long> numbers)
    {
        var last = -1L;
        List<ReadOnlyMemory<byte>> entries = [];
        byte[] leaves = [];
        foreach (var number in numbers)
        {
            var (now, open) = Snapshot();
            var segment = number / SegmentFormat.Entries;
            if (segment >= now.Length)
            {
                yield return open[(int)(segment - now.Length)].Read((int)(number % SegmentFormat.Entries));
                continue;
            }

            if (number / SegmentFormat.TileWidth != last)
            {
                last = number / SegmentFormat.TileWidth;
                using var file = OpenSegment(segment);
                entries = file.ReadEntries((int)(last % SegmentFormat.Tiles));
                leaves = file.ReadLeaves((int)(last % SegmentFormat.Tiles), file.ReadTop());
            }

            var place = (int)(number % SegmentFormat.TileWidth);
            yield return TreeHash.OfLeaf(entries[place].Span).Equals(new TreeHash(leaves.AsSpan(place * TreeHash.Size, TreeHash.Size)))
                ? entries[place].ToArray()
                : throw new LedgerDamagedException($"{Folder.Segment(segment)}: entry {number} does not verify.");
        }
    }

    /// <summary>The entries of a segment, or what it has so far, in order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> ReadSegment(long segment)
    {
        var (now, open) = Snapshot();
        if (segment >= now.Length)
        {
            var journal = open[(int)(segment - now.Length)];
            return journal.ReadRange(0, journal.Count);
        }

        return ReadFile(segment);
    }

    /// <summary>The entries of one bundle: <paramref name="width"/> of them from the first.</summary>
    public byte[] ReadBundle(long bundle, int width)
    {
        using var bytes = new MemoryStream();
        var segment = bundle / SegmentFormat.Tiles;
        var within = (int)(bundle % SegmentFormat.Tiles);
        var (now, open) = Snapshot();
        IEnumerable<ReadOnlyMemory<byte>> entries;
        if (segment >= now.Length)
        {
            var from = within * SegmentFormat.TileWidth;
            entries = open[(int)(segment - now.Length)].ReadRange(from, from + width);
        }
        else
        {
            using var file = OpenSegment(segment);
            entries = file.ReadEntries(within).Take(width);
        }

        Span<byte> length = stackalloc byte[sizeof(ushort)];
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)entry.Length);
            bytes.Write(length);
            bytes.Write(entry.Span);
        }

        return bytes.ToArray();
    }

    /// <summary>Opens the file that has the segment's entries: the segment's own, or the blob that it was archived to.</summary>
    /// <exception cref="SegmentAwayException">It was pruned.</exception>
    public SegmentFile OpenSegment(long segment)
    {
        var listed = segments[(int)segment];
        var info = listed;
        while (true)
        {
            if (info.State == SegmentState.Pruned)
            {
                throw new SegmentAwayException(info);
            }

            SegmentFile file;
            try
            {
                file = info.State == SegmentState.Archived ? OpenArchive(blobs, info) : SegmentFile.Open(Folder.Segment(segment), segment);
            }
            catch (LedgerDamagedException) when (segments[(int)segment] != listed)
            {
                // Only for what the list has learned since: a file that contradicts it and stays so is damage.
                info = listed = segments[(int)segment];
                continue;
            }

            if (file.Info.State == SegmentState.Whole)
            {
                return file;
            }

            // It was archived or pruned between the look at the list and the opening.
            info = file.Info;
            file.Dispose();
        }
    }

    /// <summary>Opens the blob that an archived segment lies in.</summary>
    /// <exception cref="LedgerDamagedException">It is not there, or it is of other entries.</exception>
    public static SegmentFile OpenArchive(BlobStore blobs, SegmentInfo stub)
    {
        var file = SegmentFile.Open(blobs.PathOf(stub.Archive!), stub.Number);
        if (file.Info == stub with { State = SegmentState.Whole, Archive = null })
        {
            return file;
        }

        file.Dispose();
        throw new LedgerDamagedException($"The archive {stub.Archive} of segment {stub.Number} (entries from {stub.Number * SegmentFormat.Entries}) is of other entries.");
    }

    public void Dispose()
    {
        foreach (var journal in journals)
        {
            journal.Dispose();
        }
    }

    private static ReadOnlySpan<TreeHash> Hashes(byte[] tile, int from, int count)
    {
        var hashes = new TreeHash[count];
        for (var i = 0; i < count; i++)
        {
            hashes[i] = new TreeHash(tile.AsSpan((from + i) * TreeHash.Size, TreeHash.Size));
        }

        return hashes;
    }

    private (ImmutableArray<SegmentInfo> Segments, ImmutableArray<Journal> Journals) Snapshot()
    {
        lock (gate)
        {
            return (segments, journals);
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> ReadFile(long segment)
    {
        using var file = OpenSegment(segment);
        for (var bundle = 0; bundle < SegmentFormat.Tiles; bundle++)
        {
            foreach (var entry in file.ReadEntries(bundle))
            {
                yield return entry;
            }
        }
    }
}

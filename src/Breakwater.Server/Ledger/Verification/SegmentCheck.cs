using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach.Indexes;
using Breakwater.Server.Storage.Blobs;
using Breakwater.Transparency.Tree;

namespace Breakwater.Server.Ledger.Verification;

/// <summary>Computes a sealed segment and its index again.</summary>
internal sealed class SegmentCheck(LedgerFolder folder, BlobStore blobs, long segment)
{
    /// <summary>False: its entries are gone, and only its part of the tree could be checked.</summary>
    /// <exception cref="LedgerDamagedException">With the first entry or tile that does not fit.</exception>
    /// <exception cref="DamagedIndexException">The index is not what was written.</exception>
    public bool Run()
    {
        var path = folder.Segment(segment);
        using var file = SegmentFile.Open(path, segment);
        var top = file.ReadTop();
        if (file.Info.State == SegmentState.Pruned)
        {
            CheckIndexAlone();
            return false;
        }

        if (file.Info.State == SegmentState.Archived)
        {
            using var archive = LedgerStore.OpenArchive(blobs, file.Info);
            CheckEntries(archive, top);
        }
        else
        {
            CheckEntries(file, top);
        }

        return true;
    }

    private void CheckEntries(SegmentFile file, byte[] top)
    {
        if (file.EndOfBundles() != file.Info.Length)
        {
            throw new LedgerDamagedException($"{folder.Segment(segment)} has bytes after its last bundle.");
        }

        var index = new SegmentIndexBuilder(segment);
        var tooWide = false;
        var (first, last) = (long.MaxValue, long.MinValue);
        for (var bundle = 0; bundle < SegmentFormat.Tiles; bundle++)
        {
            var leaves = file.ReadLeaves(bundle, top);
            var entries = file.ReadEntries(bundle);
            for (var i = 0; i < entries.Count; i++)
            {
                var number = (segment * SegmentFormat.Entries) + (bundle * SegmentFormat.TileWidth) + i;
                if (TreeHash.OfLeaf(entries[i].Span) != new TreeHash(leaves.AsSpan(i * TreeHash.Size, TreeHash.Size)))
                {
                    throw new LedgerDamagedException($"{folder.Segment(segment)}: entry {number} is not the one that was hashed.");
                }

                try
                {
                    var time = EntryTime.Of(entries[i].Span);
                    (first, last) = (Math.Min(first, time), Math.Max(last, time));
                    tooWide = tooWide || !TryIndex(index, entries[i].Span);
                }
                catch (FormatException exception)
                {
                    throw new LedgerDamagedException($"{folder.Segment(segment)}: entry {number} is none: {exception.Message}", exception);
                }
            }
        }

        if ((first, last) != (file.Info.FirstTime, file.Info.LastTime))
        {
            throw new LedgerDamagedException($"{folder.Segment(segment)}: its header has other times than its entries, from {segment * SegmentFormat.Entries} on.");
        }

        if (!tooWide)
        {
            CheckIndex(index);
        }
    }

    /// <summary>False: no index can hold the segment, so there is none.</summary>
    private static bool TryIndex(SegmentIndexBuilder index, ReadOnlySpan<byte> entry)
    {
        try
        {
            index.Add(entry);
            return true;
        }
        catch (SegmentTooWideException)
        {
            return false;
        }
    }

    private void CheckIndex(SegmentIndexBuilder built)
    {
        SegmentIndexImage image;
        try
        {
            image = built.Build();
        }
        catch (SegmentTooWideException)
        {
            return;
        }

        if (!File.Exists(folder.Index(segment)))
        {
            throw new LedgerDamagedException($"{folder.Index(segment)} is missing; the server makes it again when it starts.");
        }

        using var index = SegmentIndex.Open(folder.Index(segment), segment);
        index.Check();
        if (!index.ReadDigest().AsSpan().SequenceEqual(image.Digest))
        {
            throw new LedgerDamagedException($"{folder.Index(segment)} is not the index of the segment's entries. Remove it; the server makes it again when it starts.");
        }
    }

    private void CheckIndexAlone()
    {
        if (File.Exists(folder.Index(segment)))
        {
            using var index = SegmentIndex.Open(folder.Index(segment), segment);
            index.Check();
        }
    }
}

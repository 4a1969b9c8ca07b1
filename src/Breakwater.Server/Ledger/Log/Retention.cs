using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;

namespace Breakwater.Server.Ledger.Log;

/// <summary>
/// Moves old segments to the blob store, and removes those that are older still (C2SP tlog-tiles, Pruning). The tree stays: roots, receipts that were given
/// out, and everything younger verify as before.
/// </summary>
internal sealed class Retention(LedgerStore store, BlobStore blobs, LedgerOptions options, TimeProvider time)
{
    /// <summary>Does what is due; returns what was done, oldest first.</summary>
    /// <exception cref="StoreUnavailableException">A blob could not be written.</exception>
    /// <exception cref="IOException">A file could not be written.</exception>
    public async Task<IReadOnlyList<(long Segment, SegmentState State)>> ApplyAsync(CancellationToken cancellationToken)
    {
        var done = new List<(long, SegmentState)>();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var segment in store.Segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var age = TimeSpan.FromMilliseconds(now - segment.LastTime);
            if (age > options.Retention && segment.State != SegmentState.Pruned)
            {
                Prune(segment);
                done.Add((segment.Number, SegmentState.Pruned));
            }
            else if (age > options.ArchiveAfter && segment.State == SegmentState.Whole)
            {
                await ArchiveAsync(segment, cancellationToken);
                done.Add((segment.Number, SegmentState.Archived));
            }
        }

        return done;
    }

    private async Task ArchiveAsync(SegmentInfo segment, CancellationToken cancellationToken)
    {
        var path = store.Folder.Segment(segment.Number);
        var name = await blobs.PutAsync(await File.ReadAllBytesAsync(path, cancellationToken), cancellationToken);

        // The blob is on disk; until the stub has taken the file's place the segment is in both.
        Replace(path, segment with { State = SegmentState.Archived, Archive = name });
    }

    private void Prune(SegmentInfo segment)
    {
        Replace(store.Folder.Segment(segment.Number), segment with { State = SegmentState.Pruned, Archive = null });
        if (segment.Archive is { } archive)
        {
            blobs.Remove(archive);
        }
    }

    private void Replace(string path, SegmentInfo changed)
    {
        byte[] top;
        using (var file = SegmentFile.Open(path, changed.Number))
        {
            top = file.ReadTop();
        }

        SegmentStub.Write(path, changed, top);
        store.Replace(changed);
    }
}

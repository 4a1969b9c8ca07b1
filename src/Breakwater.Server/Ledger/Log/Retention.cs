using System.Runtime.CompilerServices;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;

namespace Breakwater.Server.Ledger.Log;

/// <summary>
/// Moves old segments to the blob store, and removes those that are older still (C2SP tlog-tiles, Pruning). The tree stays: roots, receipts that were given
/// out, and everything younger verify as before.
/// </summary>
internal sealed class Retention(LedgerStore store, BlobStore blobs, LedgerOptions options, TimeProvider time)
{
    /// <summary>Does what is due, oldest first; says of each segment what was done when it was.</summary>
    /// <exception cref="StoreUnavailableException">A blob could not be written.</exception>
    /// <exception cref="IOException">A file could not be written.</exception>
    public async IAsyncEnumerable<(long Segment, SegmentState State)> ApplyAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var segment in store.Segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var age = TimeSpan.FromMilliseconds(now - segment.LastTime);
            if (segment is { State: SegmentState.Pruned, Archive: { } left })
            {
                blobs.Remove(left);
            }
            else if (age > options.Retention && segment.State != SegmentState.Pruned)
            {
                Prune(segment);
                yield return (segment.Number, SegmentState.Pruned);
            }
            else if (age > options.ArchiveAfter && segment.State == SegmentState.Whole)
            {
                await ArchiveAsync(segment, cancellationToken);
                yield return (segment.Number, SegmentState.Archived);
            }
        }
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
        // The stub goes on naming the blob, so that one that could not be removed is removed the next time.
        Replace(store.Folder.Segment(segment.Number), segment with { State = SegmentState.Pruned });
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

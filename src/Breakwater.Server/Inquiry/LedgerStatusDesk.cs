using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Storage;
using Breakwater.Transparency.Notes;

namespace Breakwater.Server.Inquiry;

/// <summary>Says how the ledger stands.</summary>
internal sealed class LedgerStatusDesk(LedgerStore store, CheckpointSigner signer, DataFolder data, LedgerOptions options)
{
    public LedgerStatus Describe()
    {
        var latest = signer.Latest;
        var keys = signer.Keys;
        var segments = store.Segments;
        return new LedgerStatus(
            keys is [.., var present] ? present.Name : null,
            [.. keys.Select(k => k.ToString())],
            store.Size,
            latest?.Checkpoint.Size,
            latest is null ? 0 : options.Witnesses.Count(w => w.Key.Verify(latest.Note).Verdict == NoteVerdict.Verified),
            signer.NotSigning,
            segments.Length,
            segments.Count(s => s.State == SegmentState.Archived),
            segments.Count(s => s.State == SegmentState.Pruned),
            new DirectoryInfo(store.Folder.Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(LengthOf),
            CheckpointCopies.FileOf(data, options));
    }

    /// <summary>A file may go while it is looked at.</summary>
    private static long LengthOf(FileInfo file)
    {
        file.Refresh();
        return file.Exists ? file.Length : 0;
    }
}

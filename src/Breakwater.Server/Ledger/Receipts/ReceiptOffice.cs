using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Log;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Receipts;
using Breakwater.Transparency.Tree;

namespace Breakwater.Server.Ledger.Receipts;

/// <summary>Gives out receipts: an entry, and the proof that a signed checkpoint covers it.</summary>
internal sealed class ReceiptOffice(LedgerStore store, LedgerLog log, CheckpointSigner signer)
{
    /// <summary>Null: there is no such entry, or it is not under a checkpoint and none can be signed now.</summary>
    /// <exception cref="SegmentAwayException">The entry is no longer here.</exception>
    public async ValueTask<Receipt?> IssueAsync(long entry)
    {
        await log.SettleAsync();
        if (entry < 0 || entry >= store.Size)
        {
            return null;
        }

        var checkpoint = signer.Latest is { } latest && latest.Checkpoint.Size > entry ? latest : signer.Sign();
        return checkpoint is not null && checkpoint.Checkpoint.Size > entry ? Write(store, entry, checkpoint) : null;
    }

    public static Receipt Write(LedgerStore store, long entry, SignedCheckpoint checkpoint) =>
        new(entry, MerkleTree.ProveInclusion(entry, checkpoint.Checkpoint.Size, store.Node), checkpoint, store.ReadEntry(entry));
}

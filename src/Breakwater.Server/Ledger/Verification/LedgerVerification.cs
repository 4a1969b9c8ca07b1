using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Receipts;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Receipts;

namespace Breakwater.Server.Ledger.Verification;

/// <summary>Computes the ledger of a data folder again from its entries, and compares everything that is kept with that. It changes nothing, and needs no server.</summary>
public static class LedgerVerification
{
    /// <param name="against">A checkpoint that was kept elsewhere: the log must still have what was under it.</param>
    /// <param name="progress">Told how many entries are done.</param>
    public static VerificationReport Verify(DataFolder data, SignedCheckpoint? against, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var check = new LedgerCheck(new LedgerFolder(data), new BlobStore(data), against, progress, cancellationToken);
        return check.Run();
    }

    /// <summary>The number of the entry that somebody was given a reference to. Null: the folder has no keys of subjects.</summary>
    public static long? Find(DataFolder data, EntryReference reference) =>
        EntryReferences.OfFile(new LedgerFolder(data).SubjectKeys)?.Open(reference).Entry;

    /// <summary>A receipt from a folder whose server may be stopped.</summary>
    /// <exception cref="LedgerDamagedException">The entry, or what proves it, does not verify.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry under the folder's checkpoint.</exception>
    public static Receipt Prove(DataFolder data, long entry)
    {
        var folder = new LedgerFolder(data);
        var checkpoint = KnownCheckpoints.Read(folder.Checkpoint) ?? throw new LedgerDamagedException($"{folder.Checkpoint} is not there, or is no checkpoint.");
        ArgumentOutOfRangeException.ThrowIfNegative(entry);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(entry, checkpoint.Checkpoint.Size);
        using var store = LedgerStore.Open(folder, new BlobStore(data), readOnly: true);
        return checkpoint.Checkpoint.Size <= store.Size && store.RootAt(checkpoint.Checkpoint.Size) == checkpoint.Checkpoint.Root
            ? ReceiptOffice.Write(store, entry, checkpoint)
            : throw new LedgerDamagedException($"{folder.Checkpoint} is not of this log; 'breakwater ledger verify' says what does not fit.");
    }
}

using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Storage.Blobs;
using Breakwater.Transparency;

namespace Breakwater.Server.Ledger.Verification;

/// <summary>One run of <see cref="LedgerVerification"/>: from the first entry to the last, then the checkpoints. It stops at the first that does not fit.</summary>
internal sealed class LedgerCheck(
    LedgerFolder folder, BlobStore blobs, SignedCheckpoint? against, IProgress<long>? progress, CancellationToken cancellationToken)
{
    private long entries;
    private long away;
    private string? root;
    private long? signedSize;
    private string? origin;

    public VerificationReport Run()
    {
        string? fault;
        try
        {
            fault = CheckLog();
        }
        catch (Exception exception) when (exception is LedgerDamagedException or Reach.Indexes.DamagedIndexException or IOException or FormatException)
        {
            fault = exception.Message;
        }

        return new VerificationReport(fault, entries, away, fault is null ? root : null, origin, signedSize, fault is null ? against?.Checkpoint.Size : null);
    }

    private string? CheckLog()
    {
        if (!Directory.Exists(folder.Path))
        {
            return $"{folder.Path} is not there; is it the data folder of a server?";
        }

        // Asked anew each time: a server that runs may seal one meanwhile.
        for (var i = 0; LedgerFolder.Numbers(folder.Segments, ".segment") is var segments && i < segments.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (segments[i] != i)
            {
                return $"{folder.Segment(i)} is missing (entries from {(long)i * SegmentFormat.Entries}).";
            }

            var whole = new SegmentCheck(folder, blobs, i).Run();
            entries += whole ? SegmentFormat.Entries : 0;
            away += whole ? 0 : SegmentFormat.Entries;
            progress?.Report(entries + away);
        }

        using var store = LedgerStore.Open(folder, blobs, readOnly: true);
        entries += store.Size - ((long)store.Segments.Length * SegmentFormat.Entries);
        progress?.Report(entries + away);
        root = store.RootAt(store.Size).ToString();
        return CheckKeys() ?? CheckOwn(store) ?? CheckAgainst(store);
    }

    private string? CheckKeys()
    {
        var keys = LedgerKey.ReadPublicKeys(folder);
        origin = keys is [.., var last] ? last.Name : null;
        return File.Exists(folder.Key) && (!NoteSigner.TryParse(File.ReadAllText(folder.Key).Trim(), out var signer) || keys is [] || signer.Verifier.ToString() != keys[^1].ToString())
            ? $"{folder.Key} is not the key that {folder.PublicKeys} names."
            : null;
    }

    private string? CheckOwn(LedgerStore store)
    {
        if (!File.Exists(folder.Checkpoint))
        {
            return null;
        }

        if (KnownCheckpoints.Read(folder.Checkpoint) is not { } own || own.Verify(LedgerKey.ReadPublicKeys(folder)) != CheckpointVerdict.Verified)
        {
            return $"{folder.Checkpoint} does not verify: it is not signed by the ledger's key.";
        }

        signedSize = own.Checkpoint.Size;
        return Compare(store, own, folder.Checkpoint);
    }

    private string? CheckAgainst(LedgerStore store) => against is null ? null
        : against.Verify(LedgerKey.ReadPublicKeys(folder)) != CheckpointVerdict.Verified
        ? $"The checkpoint to compare with is not signed by a key of this ledger ({folder.PublicKeys}): it is of '{against.Checkpoint.Origin}'."
        : Compare(store, against, "The checkpoint to compare with");

    private static string? Compare(LedgerStore store, SignedCheckpoint signed, string what)
    {
        var (size, expected) = (signed.Checkpoint.Size, signed.Checkpoint.Root);
        if (size > store.Size)
        {
            var torn = store.Journals is [.., { Fault: { } fault }] ? $" {fault}." : "";
            return $"{what} is of {size} entries, and the log has {store.Size}: entries {store.Size} to {size - 1} are missing.{torn}";
        }

        return store.RootAt(size) == expected ? null : $"{what} is of {size} entries with another root: an entry before {size} is not the one that was signed.";
    }
}

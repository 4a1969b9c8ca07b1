using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach.Indexes;
using Breakwater.Server.Storage.Blobs;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;

namespace Breakwater.Server.Ledger.Verification;

/// <summary>One run of <see cref="LedgerVerification"/>: from the first entry to the last, then the checkpoints. It stops at the first that does not fit.</summary>
internal sealed class LedgerCheck(
    LedgerFolder folder, BlobStore blobs, SignedCheckpoint? against, IProgress<long>? progress, CancellationToken cancellationToken)
{
    private IReadOnlyList<NoteVerifier> keys = [];
    private long next;
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
        catch (Exception exception) when (exception is LedgerDamagedException or DamagedIndexException or SegmentAwayException or IOException or UnauthorizedAccessException)
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

        // Before the log is read, so that of a server that runs there is what it signs, and more.
        keys = LedgerKey.ReadPublicKeys(folder);
        origin = keys is [.., var last] ? last.Name : null;
        var own = File.Exists(folder.Checkpoint) ? KnownCheckpoints.Read(folder.Checkpoint) : null;
        CheckSegments(LedgerFolder.Numbers(folder.Segments, ".segment"));
        using var store = LedgerStore.Open(folder, blobs, readOnly: true);
        CheckSegments(store.Segments.Select(s => s.Number));
        entries += store.Size - ((long)store.Segments.Length * SegmentFormat.Entries);
        progress?.Report(entries + away);
        root = store.RootAt(store.Size).ToString();
        return CheckKey() ?? CheckOwn(store, own) ?? CheckAgainst(store);
    }

    /// <summary>Those that have not been checked yet.</summary>
    private void CheckSegments(IEnumerable<long> segments)
    {
        foreach (var segment in segments.Where(s => s >= next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (segment != next)
            {
                throw new LedgerDamagedException($"{folder.Segment(next)} is missing (entries from {next * SegmentFormat.Entries}).");
            }

            var whole = CheckSegment(segment);
            entries += whole ? SegmentFormat.Entries : 0;
            away += whole ? 0 : SegmentFormat.Entries;
            next++;
            progress?.Report(entries + away);
        }
    }

    /// <summary>A server that runs may archive or prune the segment meanwhile; then it is looked at again.</summary>
    private bool CheckSegment(long segment)
    {
        while (true)
        {
            var before = StateOf(segment);
            try
            {
                return new SegmentCheck(folder, blobs, segment).Run();
            }
            catch (Exception exception) when (exception is LedgerDamagedException or SegmentAwayException && StateOf(segment) != before)
            {
                // It is another file now.
            }
        }
    }

    private SegmentState StateOf(long segment)
    {
        using var file = SegmentFile.Open(folder.Segment(segment), segment);
        return file.Info.State;
    }

    private string? CheckKey() =>
        File.Exists(folder.Key) && (!NoteSigner.TryParse(File.ReadAllText(folder.Key).Trim(), out var signer) || keys is [] || signer.Verifier.ToString() != keys[^1].ToString())
            ? $"{folder.Key} is not the key that {folder.PublicKeys} names last."
            : null;

    private string? CheckOwn(LedgerStore store, SignedCheckpoint? own)
    {
        if (own is null)
        {
            return File.Exists(folder.Checkpoint) ? $"{folder.Checkpoint} is not a checkpoint." : null;
        }

        if (own.Verify(keys) != CheckpointVerdict.Verified)
        {
            return $"{folder.Checkpoint} does not verify: it is not signed by the ledger's key.";
        }

        signedSize = own.Checkpoint.Size;
        return Compare(store, own, folder.Checkpoint);
    }

    private string? CheckAgainst(LedgerStore store) => against is null ? null
        : against.Verify(keys) != CheckpointVerdict.Verified
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

        try
        {
            return store.RootAt(size) == expected ? null : $"{what} is of {size} entries with another root: an entry before {size} is not the one that was signed.";
        }
        catch (SegmentAwayException exception)
        {
            return $"{what} is of {size} entries and cannot be compared any more. {exception.Message}";
        }
    }
}

using System.Globalization;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Log;
using Breakwater.Transparency.Checkpoints;

namespace Breakwater.Server.Ledger.Checkpoints;

/// <summary>Looks at the start whether the log still is what its earlier checkpoints say: in its own folder, and in the copy outside of it.</summary>
internal static class KnownCheckpoints
{
    /// <summary>Null, or why nothing may be signed.</summary>
    /// <param name="key">Null: it is missing.</param>
    /// <param name="copy">The copy outside of the data folder; null: there is none.</param>
    /// <param name="elsewhere">Checkpoints that others have, and where.</param>
    /// <exception cref="LedgerDamagedException">What they are compared with does not verify.</exception>
    public static string? WhyNotSign(LedgerStore store, LedgerKey? key, string? copy, IEnumerable<(string Where, SignedCheckpoint Seen)> elsewhere) => key is null
        ? $"{store.Folder.Key} is missing or was superseded, though this log was signed before"
        : Contradiction(store, key, store.Folder.Checkpoint) ?? Contradiction(store, key, copy)
            ?? elsewhere.Select(e => Contradiction(store, key, e.Seen, e.Where)).FirstOrDefault(reason => reason is not null);

    private static string? Contradiction(LedgerStore store, LedgerKey key, string? file) =>
        file is not null && Read(file) is { } known ? Succession(key, known, file) ?? Contradiction(store, key, known, file) : null;

    /// <summary>Null: there is none, or nothing that can be read as one.</summary>
    public static SignedCheckpoint? Read(string file)
    {
        try
        {
            return SignedCheckpoint.TryParse(File.ReadAllBytes(file), out var known) ? known : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Null, or why signing would contradict this checkpoint.</summary>
    public static string? Contradiction(LedgerStore store, LedgerKey key, SignedCheckpoint known, string where)
    {
        // Of another log, or of a key that signs no more: nothing that is signed now can contradict it.
        if (known.Checkpoint.Origin != key.Origin || known.Verify([key.Signer.Verifier]) != CheckpointVerdict.Verified)
        {
            return null;
        }

        var (size, root) = (known.Checkpoint.Size, known.Checkpoint.Root);
        if (size > store.Size)
        {
            var cut = store.Journals is [.., { Fault: { } fault }] ? $" ({fault})" : "";
            return string.Create(
                CultureInfo.InvariantCulture, $"{where} is a signed checkpoint of {size} entries, and the log has only {store.Size}; it looks as if an old backup was restored{cut}");
        }

        try
        {
            return store.RootAt(size) == root ? null
                : string.Create(CultureInfo.InvariantCulture, $"{where} is a signed checkpoint of {size} entries, and these are not the same entries");
        }
        catch (SegmentAwayException)
        {
            // It ends within a segment that was pruned since: what could contradict it is gone, and was older than anything that is lost by a restored backup.
            return null;
        }
    }

    /// <summary>
    /// Null, or why this log must not be signed under its name any more: it went on under another, of which the data folder knows nothing. The key that signed the
    /// checkpoint is not known either, so this is no proof, but a reason to ask.
    /// </summary>
    private static string? Succession(LedgerKey key, SignedCheckpoint known, string where) =>
        known.Checkpoint.Origin != key.Origin && LogName.Of(key.Origin).IsFollowedBy(known.Checkpoint.Origin)
        && !key.All.Any(k => k.Name == known.Checkpoint.Origin)
            ? $"{where} is a checkpoint of {known.Checkpoint.Origin}, under which this log went on after it was {key.Origin}; it looks as if an old backup was restored"
            : null;
}

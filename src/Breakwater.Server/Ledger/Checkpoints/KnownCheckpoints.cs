using System.Globalization;
using Breakwater.Server.Ledger.Log;
using Breakwater.Transparency;

namespace Breakwater.Server.Ledger.Checkpoints;

/// <summary>Looks at the start whether the log still is what its earlier checkpoints say: in its own folder, and in the copy outside of it.</summary>
internal static class KnownCheckpoints
{
    /// <summary>Null, or why signing would contradict what was signed before.</summary>
    public static string? Contradiction(LedgerStore store, LedgerKey key, params ReadOnlySpan<string?> files)
    {
        foreach (var file in files)
        {
            if (file is not null && Read(file) is { } known && Contradiction(store, key, known, file) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

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

    public static string? Contradiction(LedgerStore store, LedgerKey key, SignedCheckpoint known, string where)
    {
        // Of another log, or of a key that signs no more: nothing that is signed now can contradict it.
        if (known.Checkpoint.Origin != key.Origin || known.Verify([key.Signer.Verifier]) != CheckpointVerdict.Verified)
        {
            return null;
        }

        var (size, root) = (known.Checkpoint.Size, known.Checkpoint.Root);
        return size > store.Size
            ? string.Create(CultureInfo.InvariantCulture, $"{where} is a signed checkpoint of {size} entries, and the log has only {store.Size}; it looks as if an old backup was restored")
            : store.RootAt(size) != root
            ? string.Create(CultureInfo.InvariantCulture, $"{where} is a signed checkpoint of {size} entries, and these are not the same entries")
            : null;
    }
}

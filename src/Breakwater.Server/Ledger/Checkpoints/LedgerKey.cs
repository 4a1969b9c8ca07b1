using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Storage;
using Breakwater.Transparency.Notes;

namespace Breakwater.Server.Ledger.Checkpoints;

/// <summary>The key that signs the log's checkpoints, and the public keys of those before it.</summary>
internal sealed class LedgerKey
{
    private const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private LedgerKey(NoteSigner signer, IReadOnlyList<NoteVerifier> all)
    {
        Signer = signer;
        All = all;
    }

    public NoteSigner Signer { get; }

    public string Origin => Signer.Verifier.Name;

    /// <summary>Whoever may have signed this log, the present key last.</summary>
    public IReadOnlyList<NoteVerifier> All { get; }

    /// <summary>The key in the folder; made if this is the ledger's first start. Null: there was one, and it is gone or was superseded.</summary>
    /// <exception cref="LedgerDamagedException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Others than its owner may touch it.</exception>
    public static LedgerKey? Open(LedgerFolder folder, string? origin)
    {
        var known = ReadPublicKeys(folder);
        if (!File.Exists(folder.Key))
        {
            return known.Count > 0 ? null : Create(folder, known, origin ?? LogName.New());
        }

        if ((File.GetUnixFileMode(folder.Key) & Others) != 0)
        {
            throw new UnauthorizedAccessException($"{folder.Key} is a private key that others than its owner may touch. Run: chmod 600 {folder.Key}");
        }

        if (!NoteSigner.TryParse(File.ReadAllText(folder.Key).Trim(), out var signer))
        {
            throw new LedgerDamagedException($"{folder.Key} is not a signing key. Restore it from a backup.");
        }

        if (!known.Any(k => k.ToString() == signer.Verifier.ToString()))
        {
            // The server ended between the two files.
            known = [.. known, signer.Verifier];
            WritePublicKeys(folder, known);
        }

        // An earlier one was given up, because what it signed and what this log has may contradict each other.
        return known[^1].ToString() == signer.Verifier.ToString() ? new LedgerKey(signer, known) : null;
    }

    /// <exception cref="LedgerDamagedException">The file is not, to the byte, what was written.</exception>
    public static IReadOnlyList<NoteVerifier> ReadPublicKeys(LedgerFolder folder)
    {
        if (!File.Exists(folder.PublicKeys))
        {
            return [];
        }

        var text = File.ReadAllText(folder.PublicKeys);
        NoteVerifier[] keys = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => NoteVerifier.TryParse(line, out var key)
            ? key
            : throw new LedgerDamagedException($"{folder.PublicKeys}: '{line}' is not a public key."))];
        return TextOf(keys) == text ? keys : throw new LedgerDamagedException($"{folder.PublicKeys} is not one public key a line.");
    }

    /// <summary>
    /// Another key under another name, for a log that goes on where the one before must not be signed any more. The private key before is gone for good:
    /// nobody can sign with it what contradicts it.
    /// </summary>
    public static LedgerKey Supersede(LedgerFolder folder)
    {
        var known = ReadPublicKeys(folder);
        return Create(folder, known, known is [.., var last] ? LogName.Of(last.Name).Next() : LogName.New());
    }

    private static LedgerKey Create(LedgerFolder folder, IReadOnlyList<NoteVerifier> known, string origin)
    {
        var signer = NoteSigner.Generate(origin);
        IReadOnlyList<NoteVerifier> all = [.. known, signer.Verifier];
        DurableFile.Write(folder.Key, signer.ExportPrivateKey() + "\n", DurableFile.OwnerOnly);
        WritePublicKeys(folder, all);
        return new LedgerKey(signer, all);
    }

    private static void WritePublicKeys(LedgerFolder folder, IEnumerable<NoteVerifier> keys) =>
        DurableFile.Write(folder.PublicKeys, TextOf(keys), DurableFile.OwnerOnly);

    private static string TextOf(IEnumerable<NoteVerifier> keys) => string.Concat(keys.Select(k => k + "\n"));
}

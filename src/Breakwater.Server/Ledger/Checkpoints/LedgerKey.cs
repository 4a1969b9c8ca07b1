using System.Globalization;
using System.Security.Cryptography;
using Breakwater.Server.Storage;
using Breakwater.Transparency;

namespace Breakwater.Server.Ledger.Checkpoints;

/// <summary>The key that signs the log's checkpoints, and the public keys of those before it.</summary>
internal sealed class LedgerKey
{
    private const string Generation = "/r";

    private LedgerKey(NoteSigner signer, IReadOnlyList<NoteVerifier> all)
    {
        Signer = signer;
        All = all;
    }

    public NoteSigner Signer { get; }

    public string Origin => Signer.Verifier.Name;

    /// <summary>Whoever may have signed this log, the present key last.</summary>
    public IReadOnlyList<NoteVerifier> All { get; }

    /// <summary>The key in the folder; made if this is the ledger's first start. Null: there was one, and it is gone.</summary>
    /// <exception cref="LedgerDamagedException">It cannot be read.</exception>
    public static LedgerKey? Open(LedgerFolder folder, string? origin)
    {
        var known = ReadPublicKeys(folder);
        if (File.Exists(folder.Key))
        {
            return NoteSigner.TryParse(File.ReadAllText(folder.Key).Trim(), out var signer)
                ? new LedgerKey(signer, known.Any(k => k.ToString() == signer.Verifier.ToString()) ? known : [.. known, signer.Verifier])
                : throw new LedgerDamagedException($"{folder.Key} is not a signing key. Restore it from a backup.");
        }

        return known.Count > 0 ? null : Create(folder, known, origin ?? $"breakwater/ledger/{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
    }

    public static IReadOnlyList<NoteVerifier> ReadPublicKeys(LedgerFolder folder) => !File.Exists(folder.PublicKeys) ? []
        : [.. File.ReadLines(folder.PublicKeys).Where(l => l.Length > 0).Select(line => NoteVerifier.TryParse(line, out var key)
            ? key
            : throw new LedgerDamagedException($"{folder.PublicKeys}: '{line}' is not a public key."))];

    /// <summary>
    /// Another key under another name, for a log that goes on where the one before must not be signed any more. The private key before is gone for good:
    /// nobody can sign with it what contradicts it.
    /// </summary>
    public static LedgerKey Supersede(LedgerFolder folder)
    {
        var known = ReadPublicKeys(folder);
        var last = known.Count == 0 ? $"breakwater/ledger/{RandomNumberGenerator.GetHexString(16, lowercase: true)}" : known[^1].Name;
        var cut = last.LastIndexOf(Generation, StringComparison.Ordinal);
        var number = 1;
        var numbered = cut > 0 && int.TryParse(last.AsSpan(cut + Generation.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
        var origin = $"{(numbered ? last[..cut] : last)}{Generation}{(numbered ? number : 1) + 1}";
        return Create(folder, known, origin);
    }

    private static LedgerKey Create(LedgerFolder folder, IReadOnlyList<NoteVerifier> known, string origin)
    {
        var signer = NoteSigner.Generate(origin);
        IReadOnlyList<NoteVerifier> all = [.. known, signer.Verifier];
        DurableFile.Write(folder.Key, signer.ExportPrivateKey() + "\n", DurableFile.OwnerOnly);
        DurableFile.Write(folder.PublicKeys, string.Concat(all.Select(k => k + "\n")), DurableFile.OwnerOnly);
        return new LedgerKey(signer, all);
    }
}

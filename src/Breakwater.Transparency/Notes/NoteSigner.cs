using System.Diagnostics.CodeAnalysis;
using Breakwater.Transparency.Encodings;

namespace Breakwater.Transparency.Notes;

/// <summary>Signs the text of notes with Ed25519.</summary>
public sealed class NoteSigner
{
    private readonly SigningKey _key;

    private NoteSigner(SigningKey key) => _key = key;

    /// <param name="seed">The 32 bytes of an RFC 8032 private key.</param>
    /// <exception cref="ArgumentException">The name cannot stand in a note, or the seed has another length.</exception>
    public NoteSigner(string name, ReadOnlySpan<byte> seed)
        : this(SigningKey.Create(name, NoteKeyType.Ed25519, seed))
    {
    }

    /// <summary>The public half.</summary>
    public NoteVerifier Verifier => _key.Verifier;

    /// <summary>Makes a new key.</summary>
    /// <exception cref="ArgumentException">The name cannot stand in a note.</exception>
    public static NoteSigner Generate(string name) => new(name, Ed25519Key.NewSeed());

    /// <summary>Reads what <see cref="ExportPrivateKey"/> wrote.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out NoteSigner? signer)
    {
        signer = SigningKey.Parse(text, NoteKeyType.Ed25519) is { } key ? new NoteSigner(key) : null;
        return signer is not null;
    }

    /// <summary>The secret as text.</summary>
    public string ExportPrivateKey() => _key.Export();

    /// <exception cref="ArgumentException">The text does not end in a newline, has another control character, has no UTF-8 form, is too
    /// long, or would make a cosignature of the signature.</exception>
    public SignedNote Sign(string text)
    {
        if (!NoteText.IsValid(text) || text.StartsWith(CosignedMessage.Header, StringComparison.Ordinal))
        {
            throw new ArgumentException("This text cannot be signed as a note.", nameof(text));
        }

        return new SignedNote(text, [NoteSignature.Of(Verifier, _key.Sign(Utf8Text.BytesOf(text)))]);
    }
}

using System.Diagnostics.CodeAnalysis;
using Breakwater.Transparency.Encodings;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Notes;

/// <summary>A public key with the name that it signs under.</summary>
public sealed class NoteVerifier
{
    private readonly byte[] _key;

    private NoteVerifier(string name, NoteKeyType type, byte[] key)
    {
        Name = name;
        Type = type;
        _key = key;
        KeyId = KeyText.IdOf(name, type, key);
    }

    public string Name { get; }

    public NoteKeyType Type { get; }

    public uint KeyId { get; }

    /// <summary>The 32 bytes of the public key.</summary>
    public ReadOnlyMemory<byte> PublicKey => _key;

    /// <summary>Reads a vkey (signed-note, Verifier keys) of one of the types of <see cref="NoteKeyType"/>.</summary>
    /// <returns>False also if the key id is not the key's, or the key is one under which a signature would fit many messages.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out NoteVerifier? verifier)
    {
        verifier = null;
        if (!KeyText.TryParse(text, Ed25519Key.PublicBytes, out var parsed) || !Ed25519Key.IsPublicKey(parsed.Key))
        {
            return false;
        }

        var found = new NoteVerifier(parsed.Name, parsed.Type, parsed.Key);
        verifier = found.KeyId == parsed.KeyId ? found : null;
        return verifier is not null;
    }

    /// <summary>Looks for this key's signatures; all others are ignored.</summary>
    public NoteVerification Verify(SignedNote note)
    {
        NoteVerification result = new(NoteVerdict.NotSigned);
        foreach (var signature in note.Signatures)
        {
            if (signature.KeyId != KeyId || signature.Name != Name)
            {
                continue;
            }

            if (!IsValid(note.Text, signature.Bytes.Span, out var time))
            {
                return new NoteVerification(NoteVerdict.BadSignature);
            }

            result = new NoteVerification(NoteVerdict.Verified, time > result.Time ? time : result.Time ?? time);
        }

        return result;
    }

    /// <summary>The vkey.</summary>
    public override string ToString() => KeyText.Format(Name, KeyId, Type, _key);

    internal static NoteVerifier Of(string name, NoteKeyType type, byte[] seed) => new(name, type, Ed25519Key.PublicOf(seed));

    private bool IsValid(string text, ReadOnlySpan<byte> signature, out DateTimeOffset? time)
    {
        time = null;
        if (Type == NoteKeyType.Ed25519)
        {
            return Ed25519Key.Verify(_key, Utf8Text.BytesOf(text), signature);
        }

        if (!CosignedMessage.TryReadTime(signature, out var seconds) || !Checkpoint.TryParse(text, out _))
        {
            return false;
        }

        time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return Ed25519Key.Verify(_key, CosignedMessage.Of(text, seconds), signature[CosignedMessage.TimeBytes..]);
    }
}

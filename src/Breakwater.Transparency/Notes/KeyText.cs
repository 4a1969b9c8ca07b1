using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Breakwater.Transparency.Encodings;

namespace Breakwater.Transparency.Notes;

/// <summary>What the text forms of verifiers and signers have in common: <c>name+keyid+base64(type‖key)</c>.</summary>
internal readonly record struct KeyText(string Name, uint KeyId, NoteKeyType Type, byte[] Key)
{
    // signed-note, Verifier keys. The base64 may hold a plus too, the name may not.
    public static bool TryParse(ReadOnlySpan<char> text, int keyBytes, out KeyText parsed)
    {
        parsed = default;
        var first = text.IndexOf('+');
        var second = first < 0 ? -1 : text[(first + 1)..].IndexOf('+');
        if (second != 8
            || !NoteName.IsValid(text[..first])
            || !TryReadId(text.Slice(first + 1, second), out var id)
            || !CanonicalBase64.TryDecode(text[(first + second + 2)..], 1 + keyBytes, out var data)
            || data.Length != 1 + keyBytes
            || (NoteKeyType)data[0] is not (NoteKeyType.Ed25519 or NoteKeyType.Cosignature))
        {
            return false;
        }

        parsed = new KeyText(text[..first].ToString(), id, (NoteKeyType)data[0], data[1..]);
        return true;
    }

    public static string Format(string name, uint keyId, NoteKeyType type, byte[] key) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}+{keyId:x8}+{Convert.ToBase64String([(byte)type, .. key])}");

    /// <summary>signed-note, Signatures: SHA-256(name ‖ 0x0A ‖ type ‖ public key)[:4].</summary>
    public static uint IdOf(string name, NoteKeyType type, byte[] publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Utf8Text.BytesOf(name), (byte)'\n', (byte)type, .. publicKey]));

    private static bool TryReadId(ReadOnlySpan<char> text, out uint id)
    {
        // The lower case form is the only one.
        return uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id)
            && text.SequenceEqual(id.ToString("x8", CultureInfo.InvariantCulture));
    }
}

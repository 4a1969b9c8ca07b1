namespace Breakwater.Transparency.Notes;

/// <summary>A private key with its name and its text form, which <c>golang.org/x/mod/sumdb/note</c> reads too:
/// <c>PRIVATE+KEY+name+keyid+base64(type‖seed)</c>.</summary>
internal sealed class SigningKey
{
    private const string Prefix = "PRIVATE+KEY+";

    private readonly byte[] _seed;

    private SigningKey(string name, NoteKeyType type, byte[] seed)
    {
        _seed = seed;
        Verifier = NoteVerifier.Of(name, type, seed);
    }

    public NoteVerifier Verifier { get; }

    /// <exception cref="ArgumentException">The name cannot stand in a note.</exception>
    public static SigningKey Create(string name, NoteKeyType type, ReadOnlySpan<byte> seed)
    {
        if (!NoteName.IsValid(name))
        {
            throw new ArgumentException("The name of a key is not empty and has no space, plus or control character.", nameof(name));
        }

        return seed.Length == Ed25519Key.SeedBytes
            ? new SigningKey(name, type, seed.ToArray())
            : throw new ArgumentException("An Ed25519 seed has 32 bytes.", nameof(seed));
    }

    public static SigningKey? Parse(ReadOnlySpan<char> text, NoteKeyType type)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || !KeyText.TryParse(text[Prefix.Length..], Ed25519Key.SeedBytes, out var parsed)
            || parsed.Type != type)
        {
            return null;
        }

        var key = new SigningKey(parsed.Name, type, parsed.Key);
        return key.Verifier.KeyId == parsed.KeyId ? key : null;
    }

    public string Export() => Prefix + KeyText.Format(Verifier.Name, Verifier.KeyId, Verifier.Type, _seed);

    public byte[] Sign(byte[] message) => Ed25519Key.Sign(_seed, message);
}

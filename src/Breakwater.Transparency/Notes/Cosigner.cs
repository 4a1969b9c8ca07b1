using System.Diagnostics.CodeAnalysis;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Notes;

/// <summary>Signs checkpoints of other people's logs together with the time (C2SP tlog-cosignature, Ed25519).</summary>
public sealed class Cosigner
{
    private readonly SigningKey _key;

    private Cosigner(SigningKey key) => _key = key;

    /// <inheritdoc cref="NoteSigner(string, ReadOnlySpan{byte})"/>
    public Cosigner(string name, ReadOnlySpan<byte> seed)
        : this(SigningKey.Create(name, NoteKeyType.Cosignature, seed))
    {
    }

    /// <summary>The public half.</summary>
    public NoteVerifier Verifier => _key.Verifier;

    /// <inheritdoc cref="NoteSigner.Generate"/>
    public static Cosigner Generate(string name) => new(name, Ed25519Key.NewSeed());

    /// <inheritdoc cref="NoteSigner.TryParse"/>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Cosigner? cosigner)
    {
        cosigner = SigningKey.Parse(text, NoteKeyType.Cosignature) is { } key ? new Cosigner(key) : null;
        return cosigner is not null;
    }

    /// <inheritdoc cref="NoteSigner.ExportPrivateKey"/>
    public string ExportPrivateKey() => _key.Export();

    /// <summary>States that at <paramref name="time"/> this was the largest consistent tree seen of the log. To check that is up to the
    /// caller.</summary>
    /// <exception cref="ArgumentException">The note is no checkpoint.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is before 1970.</exception>
    public NoteSignature Cosign(SignedNote note, DateTimeOffset time)
    {
        if (!Checkpoint.TryParse(note.Text, out _))
        {
            throw new ArgumentException("Only checkpoints are cosigned.", nameof(note));
        }

        var seconds = time.ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegative(seconds, nameof(time));
        return NoteSignature.Of(Verifier, CosignedMessage.Join(seconds, _key.Sign(CosignedMessage.Of(note.Text, seconds))));
    }
}

using System.Diagnostics.CodeAnalysis;
using Breakwater.Transparency.Encodings;

namespace Breakwater.Transparency.Notes;

/// <summary>Text with signatures below it (C2SP signed-note). Whoever reads the text has verified a signature first.</summary>
public sealed class SignedNote
{
    /// <summary>Bytes of the longest note that is read or made.</summary>
    public const int MaxBytes = NoteText.MaxBytes;

    /// <summary>Most signatures of a note; a reader must accept 16 at least.</summary>
    public const int MaxSignatures = 64;

    internal SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        Text = text;
        Signatures = signatures;
    }

    /// <summary>What is signed, its last newline included.</summary>
    public string Text { get; }

    /// <summary>One or more, in the order of the note; nothing says yet that any of them is valid.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out SignedNote? note)
    {
        note = null;
        return utf8.Length <= MaxBytes && Utf8Text.TryDecode(utf8, out var text) && NoteParser.TryParse(text, out note);
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out SignedNote? note)
    {
        note = null;
        return Utf8Text.Fits(text, MaxBytes) && NoteParser.TryParse(text, out note);
    }

    /// <summary>The note with further signatures. One that the note has already, or another by the same key, is replaced.</summary>
    /// <exception cref="ArgumentException">The note would have too many signatures.</exception>
    public SignedNote With(params IReadOnlyList<NoteSignature> signatures)
    {
        var all = new List<NoteSignature>(Signatures);
        foreach (var added in signatures)
        {
            _ = all.RemoveAll(s => s.KeyId == added.KeyId && s.Name == added.Name);
            all.Add(added);
        }

        return all.Count <= MaxSignatures
            ? new SignedNote(Text, all)
            : throw new ArgumentException($"A note has at most {MaxSignatures} signatures.", nameof(signatures));
    }

    public byte[] ToUtf8() => Utf8Text.BytesOf(ToString());

    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(s => $"{s}\n"))}";
}

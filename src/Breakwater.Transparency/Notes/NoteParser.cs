using System.Diagnostics.CodeAnalysis;
using Breakwater.Transparency.Encodings;

namespace Breakwater.Transparency.Notes;

internal static class NoteParser
{
    // signed-note, Format: the last empty line parts the text from the signatures, so a text may look like a note itself.
    public static bool TryParse(string note, [NotNullWhen(true)] out SignedNote? parsed)
    {
        parsed = null;
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || Utf8Text.HasControls(note))
        {
            return false;
        }

        var signatures = new List<NoteSignature>();
        var lines = note.AsSpan(split + 2);
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf('\n');
            if (end < 0 || signatures.Count == SignedNote.MaxSignatures || !NoteSignature.TryParse(lines[..end], out var signature))
            {
                return false;
            }

            signatures.Add(signature);
            lines = lines[(end + 1)..];
        }

        parsed = signatures.Count > 0 ? new SignedNote(note[..(split + 1)], signatures) : null;
        return parsed is not null;
    }
}

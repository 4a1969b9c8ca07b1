namespace Breakwater.Transparency.Encodings;

/// <summary>What may be the text of a note (C2SP signed-note, Format).</summary>
internal static class NoteText
{
    /// <summary>Bytes of the longest note that is read or made.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Whether the text can be the text of a note: then signing it makes a note that can be read back.</summary>
    public static bool IsValid(string text) =>
        text.EndsWith('\n') && Utf8Text.Fits(text, MaxBytes) && !Utf8Text.HasControls(text);
}

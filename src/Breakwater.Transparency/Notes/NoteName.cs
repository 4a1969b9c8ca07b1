namespace Breakwater.Transparency.Notes;

internal static class NoteName
{
    /// <summary>Characters of the longest name that is read, an own limit; the specification has none.</summary>
    public const int MaxLength = 1024;

    /// <summary>signed-note, Format: not empty, no Unicode space, no plus. A name that cannot stand in a note (controls, text that has no
    /// UTF-8) is none either.</summary>
    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.Length > MaxLength)
        {
            return false;
        }

        while (!name.IsEmpty)
        {
            if (System.Text.Rune.DecodeFromUtf16(name, out var rune, out var consumed) != System.Buffers.OperationStatus.Done
                || System.Text.Rune.IsWhiteSpace(rune) || rune.Value < ' ' || rune.Value == '+')
            {
                return false;
            }

            name = name[consumed..];
        }

        return true;
    }
}

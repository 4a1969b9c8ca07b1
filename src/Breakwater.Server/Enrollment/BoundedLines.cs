using System.Text;

namespace Breakwater.Server.Enrollment;

/// <summary>Lines that end in LF, CR LF or the end of the text, without ever holding a longer one than allowed.</summary>
internal static class BoundedLines
{
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>Line numbers from 1; the text is null where a line is longer than <paramref name="longest"/> characters.</summary>
    public static IEnumerable<(int Line, string? Text)> Read(TextReader reader, int longest)
    {
        var text = new StringBuilder();
        var length = 0;
        var line = 1;
        for (var next = reader.Read(); next >= 0; next = reader.Read())
        {
            if (next == '\n')
            {
                yield return (line++, Take(text, length, longest));
                length = 0;
            }
            else if (next != ByteOrderMark || line > 1 || length > 0)
            {
                // One more than allowed is kept, for the CR that may stand before the LF.
                if (length++ <= longest)
                {
                    text.Append((char)next);
                }
            }
        }

        if (length > 0)
        {
            yield return (line, Take(text, length, longest));
        }
    }

    private static string? Take(StringBuilder text, int length, int longest)
    {
        if (text.Length > 0 && text[^1] == '\r' && length == text.Length)
        {
            text.Length--;
            length--;
        }

        var taken = length > longest ? null : text.ToString();
        text.Clear();
        return taken;
    }
}

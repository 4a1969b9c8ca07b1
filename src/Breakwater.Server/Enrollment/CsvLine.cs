using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Breakwater.Server.Enrollment;

/// <summary>
/// One CSV record (RFC 4180 §2) on one line: fields between commas, each plain or in double quotes, inside which two of them stand for one. No value here
/// can hold a line break, so a quoted one is a fault.
/// </summary>
internal static class CsvLine
{
    public static bool TryParse(string line, [NotNullWhen(true)] out string[]? fields)
    {
        fields = null;
        var found = new List<string>();
        var rest = line.AsSpan();
        while (true)
        {
            if (!TryTakeField(ref rest, out var field))
            {
                return false;
            }

            found.Add(field);
            if (rest.IsEmpty)
            {
                fields = [.. found];
                return true;
            }

            rest = rest[1..];
        }
    }

    /// <summary>Takes one field; the rest is empty or begins with the comma after it.</summary>
    private static bool TryTakeField(ref ReadOnlySpan<char> rest, out string field)
    {
        field = "";
        if (rest.IsEmpty || rest[0] != '"')
        {
            var comma = rest.IndexOf(',');
            var plain = comma < 0 ? rest : rest[..comma];
            field = plain.ToString();
            rest = rest[plain.Length..];
            return !plain.Contains('"');
        }

        var text = new StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] != '"')
            {
                text.Append(rest[i]);
            }
            else if (i + 1 < rest.Length && rest[i + 1] == '"')
            {
                text.Append('"');
                i++;
            }
            else
            {
                field = text.ToString();
                rest = rest[(i + 1)..];
                return rest.IsEmpty || rest[0] == ',';
            }
        }

        return false;
    }
}

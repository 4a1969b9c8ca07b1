using System.Buffers;

namespace Breakwater.Cli.Ledger.Answers;

/// <summary>Rows of comma-separated values (RFC 4180), safe to open in a spreadsheet.</summary>
internal static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    public static void WriteRow(TextWriter output, params ReadOnlySpan<string?> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            output.Write(i == 0 ? "" : ",");
            output.Write(Cell(cells[i] ?? ""));
        }

        output.Write("\r\n");
    }

    /// <summary>
    /// A spreadsheet takes a cell that begins like a formula for one, and serials are the manufacturer's while other text may be an attacker's; an apostrophe
    /// makes it text (OWASP, CSV Injection).
    /// </summary>
    private static string Cell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(Special) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}

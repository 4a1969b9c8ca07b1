using System.Globalization;
using Spectre.Console.Rendering;

namespace Breakwater.Cli.Terminal;

/// <summary>Text in a cell of a listing, measured in the cells of a terminal: some characters take two.</summary>
internal static class CellText
{
    /// <summary>Names and reasons are other people's: nothing in them steers the terminal, begins a line, or turns its direction (U+202E).</summary>
    public static string Plain(string? text) => string.Create(text?.Length ?? 0, text, static (target, source) =>
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = char.GetUnicodeCategory(source![i]) is UnicodeCategory.Control or UnicodeCategory.Format ? '\uFFFD' : source[i];
        }
    });

    public static int Width(string text) => new Segment(text).CellCount();

    public static int LongestWord(string text) => text.Split(' ').Max(Width);

    public static string Pad(string text, int width, bool right = false)
    {
        var blanks = new string(' ', Math.Max(0, width - Width(text)));
        return right ? blanks + text : text + blanks;
    }

    /// <summary>Lines that end between words. A word that is longer than the width stays whole, on a line of its own.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(' '))
        {
            if (lines.Count > 0 && Width(lines[^1]) + 1 + Width(word) <= width)
            {
                lines[^1] += $" {word}";
            }
            else
            {
                lines.Add(word);
            }
        }

        return lines;
    }
}

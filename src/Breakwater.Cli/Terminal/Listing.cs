namespace Breakwater.Cli.Terminal;

/// <summary>
/// Rows with named columns, for people. A table where the width allows it, whose last column takes further lines where it must; else a few lines a row, with
/// each value after its name. No column is left out, and no word is broken: an id in two pieces is no id.
/// </summary>
internal sealed class Listing(params IReadOnlyList<string> columns)
{
    /// <summary>In less room a wrapped column would be a tall stripe of single words, and a time, which has 20 characters, would be in two.</summary>
    private const int NarrowestWrap = 24;

    private const string Gap = "  ";

    private readonly List<string[]> rows = [];
    private readonly HashSet<int> rightAligned = [];

    public int Count => rows.Count;

    public Listing AlignRight(params IEnumerable<int> ofColumns)
    {
        rightAligned.UnionWith(ofColumns);
        return this;
    }

    public void Add(params IEnumerable<string?> cells) => rows.Add([.. cells.Select(CellText.Plain)]);

    /// <summary>Whether the first line names the columns, since the rows fit.</summary>
    /// <param name="width">Null: without end.</param>
    public bool IsTable(int? width) => rows.Count == 0 || width is not { } limit
        || RoomForLast(limit) is var room && (room >= Widths[^1] || room >= NarrowestWrap && room >= rows.Max(row => CellText.LongestWord(row[^1])));

    /// <summary>As a table or as records.</summary>
    /// <inheritdoc cref="IsTable" path="/param"/>
    public IEnumerable<string> Lines(int? width) => IsTable(width) ? Table(width) : Records(width!.Value);

    private int[] Widths => [.. columns.Select((name, i) => rows.Select(row => CellText.Width(row[i])).Append(CellText.Width(name)).Max())];

    private int RoomForLast(int width) => width - Widths[..^1].Sum(column => column + Gap.Length);

    private IEnumerable<string> Table(int? width)
    {
        var widths = Widths;
        var room = width is { } limit && rows.Count > 0 ? RoomForLast(limit) : int.MaxValue;
        foreach (var row in rows.Prepend([.. columns]))
        {
            var last = CellText.Wrap(row[^1], room);
            for (var line = 0; line < last.Count; line++)
            {
                var cells = row[..^1].Select(cell => line == 0 ? cell : "").Append(last[line]);
                yield return string.Join(Gap, cells.Select((cell, i) => CellText.Pad(cell, widths[i], right: rightAligned.Contains(i)))).TrimEnd();
            }
        }
    }

    private IEnumerable<string> Records(int width)
    {
        var names = columns.Select(name => name.Length > 0 ? $"{name.ToLowerInvariant()}: " : "").ToArray();
        var layout = new RecordLayout([.. names.Select((name, i) => rows.Max(row => CellText.Width(name) + CellText.Width(row[i])))], width);
        return rows.SelectMany((row, i) =>
        {
            var lines = layout.Lines([.. row.Select((cell, column) => names[column] + cell)]);
            return i > 0 ? lines.Prepend("") : lines;
        });
    }
}

namespace Breakwater.Cli.Terminal;

/// <summary>Which fields of a record share a line: as many as fit in every record, so that a field stands at the same place in each of them.</summary>
internal sealed class RecordLayout
{
    private const string Gap = "  ";
    private const string Indent = "  ";

    private readonly List<List<int>> lines = [];
    private readonly IReadOnlyList<int> widths;
    private readonly int width;

    /// <param name="widths">Of each field, where it is widest.</param>
    public RecordLayout(IReadOnlyList<int> widths, int width)
    {
        (this.widths, this.width) = (widths, width);
        var used = 0;
        for (var field = 0; field < widths.Count; field++)
        {
            if (lines.Count > 0 && used + Gap.Length + widths[field] <= width)
            {
                lines[^1].Add(field);
                used += Gap.Length + widths[field];
            }
            else
            {
                used = (lines.Count > 0 ? Indent.Length : 0) + widths[field];
                lines.Add([field]);
            }
        }
    }

    public IEnumerable<string> Lines(IReadOnlyList<string> texts) => lines.SelectMany((fields, i) =>
    {
        var indent = i > 0 ? Indent : "";
        var text = (indent + string.Join(Gap, fields.Select(field => CellText.Pad(texts[field], widths[field])))).TrimEnd();
        return CellText.Width(text) <= width
            ? [text]
            : CellText.Wrap(text.TrimStart(), width - indent.Length - Indent.Length).Select((part, line) => indent + (line > 0 ? Indent : "") + part);
    });
}

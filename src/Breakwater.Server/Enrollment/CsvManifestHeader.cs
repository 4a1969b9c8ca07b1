using System.Diagnostics.CodeAnalysis;

namespace Breakwater.Server.Enrollment;

/// <summary>The first line of a CSV manifest, which says in which column what stands.</summary>
internal sealed class CsvManifestHeader
{
    private readonly string[] columns;

    private CsvManifestHeader(string[] columns) => this.columns = columns;

    /// <param name="error">What is wrong with it, when the result is null.</param>
    public static CsvManifestHeader? Parse(string text, out string error)
    {
        error = "";
        if (!CsvLine.TryParse(text, out var fields))
        {
            error = "the quotes of the header do not match";
            return null;
        }

        string[] columns = [.. fields.Select(f => f.Trim().ToLowerInvariant())];
        if (columns.FirstOrDefault(c => c is not ("serial" or "model" or "claim")) is { } unknown)
        {
            error = $"the header has '{Shorten(unknown)}'; the columns are serial, model and, if there are claims, claim";
            return null;
        }

        if (columns.Distinct(StringComparer.Ordinal).Count() != columns.Length || !columns.Contains("serial") || !columns.Contains("model"))
        {
            error = "the header must name serial and model, and may name claim, each once";
            return null;
        }

        return new CsvManifestHeader(columns);
    }

    public ManifestLine ParseRow(int line, string text)
    {
        if (!CsvLine.TryParse(text, out var fields))
        {
            return ManifestLine.Bad(line, "the quotes do not match");
        }

        return fields.Length != columns.Length
            ? ManifestLine.Bad(line, $"the line has {fields.Length} fields, the header {columns.Length}")
            : ManifestLine.Of(line, Field("serial"), Field("model"), Field("claim"));

        [SuppressMessage("Style", "IDE0305", Justification = "reads as what it does")]
        string? Field(string column) => Array.IndexOf(columns, column) is >= 0 and var index ? fields[index] : null;
    }

    private static string Shorten(string text) => text.Length <= 32 ? text : text[..32] + "…";
}

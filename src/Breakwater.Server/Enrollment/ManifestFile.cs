namespace Breakwater.Server.Enrollment;

/// <summary>
/// Reads a factory manifest: CSV with a header (<c>serial,model[,claim]</c>; RFC 4180), or JSON Lines with the same members. It streams: nothing but the
/// line at hand is kept. Whether a serial comes twice is for the server to say.
/// </summary>
public static class ManifestFile
{
    /// <summary>The lines in order, blank ones left out. A header that cannot be understood is the only line of the answer.</summary>
    public static IEnumerable<ManifestLine> Read(TextReader reader)
    {
        CsvManifestHeader? header = null;
        var isJson = false;
        var first = true;
        foreach (var (line, text) in BoundedLines.Read(reader, ManifestRules.LongestLine))
        {
            if (text is null)
            {
                yield return ManifestLine.Bad(line, $"the line has more than {ManifestRules.LongestLine} characters");
                if (first)
                {
                    yield break;
                }

                continue;
            }

            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            if (first)
            {
                first = false;
                isJson = text.AsSpan().TrimStart()[0] == '{';
                if (!isJson)
                {
                    header = CsvManifestHeader.Parse(text, out var error);
                    if (header is null)
                    {
                        yield return ManifestLine.Bad(line, error);
                        yield break;
                    }

                    continue;
                }
            }

            yield return isJson ? JsonManifestRow.Parse(line, text) : header!.ParseRow(line, text);
        }
    }
}

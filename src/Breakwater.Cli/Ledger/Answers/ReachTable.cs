using System.Globalization;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts.Ledger;

namespace Breakwater.Cli.Ledger.Answers;

/// <summary>An answer about reach, for people and as comma-separated values.</summary>
internal static class ReachTable
{
    public static void Write(TextPage page, ReachReport report)
    {
        if (report.Rows.Count > 0)
        {
            var ofDevice = report.Question.Kind == LedgerSubjectKind.Device;
            var table = new Listing(ofDevice ? "WHO" : "DEVICE", ofDevice ? "ROLE" : "OWNER", "FROM – TO", "USES", "BYTES", "ACTIONS").AlignRight(3, 4);
            var ids = new Abbreviation(page);
            foreach (var row in report.Rows)
            {
                table.Add(
                    ofDevice ? Who(row, ids) : row.Serial ?? ids.Of(row.Device.ToString()),
                    ofDevice ? row.Role : Owners(row, ids),
                    TimeText.Span(row.First, row.Last),
                    row.Count.ToString("N0", CultureInfo.InvariantCulture),
                    ByteText.Of(row.Bytes),
                    string.Join(' ', row.Actions));
            }

            page.Write(table);
        }

        var output = page.Output;
        output.WriteLine(Totals(report));
        if (report.Truncated)
        {
            output.WriteLine("There are more rows than one answer may have; the totals are whole. Ask for a shorter time with --since and --until.");
        }

        if (report.Approximate)
        {
            output.WriteLine("At an edge of this time entries have been pruned: rows there count more than was asked for.");
        }
    }

    /// <summary>As in <c>3 devices, 214 uses, 1.2 MB, since 2026-11-26 05:00:00Z until 2026-11-26 06:00:00Z</c>.</summary>
    public static string Totals(ReachReport report)
    {
        var question = report.Question;
        var rows = $"{(report.Truncated ? "more than " : "")}{Counting.Of(report.Rows.Count, question.Kind == LedgerSubjectKind.Device ? "accessor" : "device")}";
        var since = question.Since is { } from ? TimeText.Of(from) : "the beginning";
        var until = question.Until is { } to ? TimeText.Of(to) : "now";
        return $"{rows}, {Counting.Of(report.Uses, "use")}, {ByteText.Of(report.Bytes)}, since {since} until {until}";
    }

    public static void WriteCsv(TextWriter output, ReachReport report)
    {
        CsvText.WriteRow(output, "device", "serial", "owners", "subject", "who", "role", "first", "last", "count", "bytes", "actions", "grants");
        foreach (var row in report.Rows)
        {
            CsvText.WriteRow(
                output,
                row.Device.ToString(),
                row.Serial,
                string.Join(' ', row.Owners),
                row.Subject,
                row.Who,
                row.Role,
                TimeText.Exact(row.First),
                TimeText.Exact(row.Last),
                row.Count.ToString(CultureInfo.InvariantCulture),
                row.Bytes.ToString(CultureInfo.InvariantCulture),
                string.Join(' ', row.Actions),
                string.Join(' ', row.Grants));
        }
    }

    private static string Who(ReachReportRow row, Abbreviation ids) =>
        row.Who is { } who ? ids.Of(who) : row.Subject is { } subject ? $"{subject} (erased)" : "nobody verified";

    private static string Owners(ReachReportRow row, Abbreviation ids) => row.Owners.Count switch
    {
        0 => "none",
        1 => ids.Of(row.Owners[0].ToString()),
        var more => $"{ids.Of(row.Owners[0].ToString())} +{more - 1}",
    };
}

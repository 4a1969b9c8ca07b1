using System.CommandLine;
using Breakwater.Cli.Ledger.Answers;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Ledger;

/// <summary><c>breakwater ledger export</c>.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var question = new QuestionArguments("what", required: false, "only entries about it: ");
        var format = new Option<ExportFormat>("--format")
        {
            Description = "csv (a spreadsheet), jsonl (entries with names, one a line), or ocsf (OCSF 1.5 events, one a line, for a SIEM)",
            Required = true,
        };
        var to = new Option<string?>("--to") { Description = "a file [default: standard output]" };
        var command = question.AddTo(new ExampledCommand(
            "export",
            "Write all entries as CSV, JSON lines or OCSF events.",
            "The oldest first, without a limit. What is written to the ledger meanwhile is not part of it.",
            "breakwater ledger export --format ocsf --since 24h | vector --config siem.toml",
            "breakwater ledger export service:9c41… --format csv --to service.csv")).WithServer();
        command.Options.Add(format);
        command.Options.Add(to);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, question, parsed.GetValue(format), parsed.GetValue(to), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, QuestionArguments arguments, ExportFormat format, string? to, CancellationToken cancellationToken)
    {
        var question = arguments.Read(parsed, TimeProvider.System.GetUtcNow(), out var since, out var until);
        using var server = ServerLocation.Open(parsed);

        // What is written while this runs is not part of it; the questions of this command are entries themselves.
        var status = await server.Ledger.GetStatusAsync(cancellationToken);
        until ??= TimeProvider.System.GetUtcNow();
        var pages = new EntryPages(server.Ledger, question is null ? null : question with { Until = until }, since, until);
        using var writer = new EntryWriter(to is null ? Console.OpenStandardOutput() : ResultFile.Create(to), format);
        var written = await ProgressLine.RunAsync("Exporting", "entries", question is null && since is null ? status.Size : null, async progress =>
        {
            var count = 0L;
            await foreach (var entry in pages.ReadAsync(newestFirst: false, receipts: false, long.MaxValue, cancellationToken))
            {
                writer.Write(entry);
                progress.Report(++count);
            }

            return count;
        });
        await writer.FlushAsync(cancellationToken);
        if (to is not null)
        {
            var path = Path.GetFullPath(to);
            Printer.For(parsed).Print(
                new ExportReport(written, path), LedgerJson.Default.ExportReport, page => page.WriteLine($"{Counting.Of(written, "entry")} in {path}"));
        }

        return ExitCodes.Success;
    }
}

internal sealed record ExportReport(long Entries, string File);

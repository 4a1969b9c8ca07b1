using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Ledger.Answers;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Ledger;

/// <summary><c>breakwater ledger entries</c>.</summary>
internal static class EntriesCommand
{
    private const int MostEntries = 10_000;

    public static Command Create()
    {
        var question = new QuestionArguments("what", required: false, "only entries about it: ");
        var limit = new Option<int>("--limit") { Description = $"at most so many, 1 to {MostEntries:N0}; 'ledger export' has no limit", DefaultValueFactory = _ => 50 };
        var oldest = new Option<bool>("--oldest") { Description = "the oldest first, instead of the newest" };
        var command = question.AddTo(new ExampledCommand(
            "entries",
            "List entries: accesses, refusals, events.",
            "Entries hold pseudonyms; the names that they mean are shown as long as they are known.",
            "breakwater ledger entries --limit 20",
            "breakwater ledger entries owner:1f0c… --since 24h --oldest",
            "breakwater ledger entries --output json | jq 'select(.body.status_id == 2)'")).WithServer();
        command.Options.Add(limit);
        command.Options.Add(oldest);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var most = parsed.GetValue(limit) is var asked and > 0 and <= MostEntries
                ? asked
                : throw new CommandException(ExitCodes.Usage, $"--limit {parsed.GetValue(limit)}: allowed is 1 to {MostEntries:N0}");
            var about = question.Read(parsed, TimeProvider.System.GetUtcNow(), out var since, out var until);
            using var server = ServerLocation.Open(parsed);
            var entries = new EntryPages(server.Ledger, about, since, until).ReadAsync(!parsed.GetValue(oldest), receipts: false, most, cancellationToken);
            var printer = Printer.For(parsed);
            var table = new Listing("ENTRY", "TIME", "WHO", "WHAT", "DEVICE", "FROM", "OUTCOME").AlignRight(0);
            var ids = new Abbreviation(printer.People);
            await foreach (var view in entries)
            {
                printer.Print(view, ContractsJson.Default.LedgerEntryView, _ => AddRow(table, view, ids));
            }

            if (!printer.IsJson)
            {
                Write(printer.People, table, most);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static void AddRow(Listing table, LedgerEntryView view, Abbreviation ids)
    {
        var entry = EntryText.Parse(view);
        table.Add(
            view.Entry.ToString(CultureInfo.InvariantCulture),
            TimeText.Of(entry.Time),
            ids.Of(EntryText.Who(view, entry)),
            entry.Operation,
            entry.Device is { } device ? ids.Of(device.ToString()) : "-",
            EntryText.Address(view.Source) ?? (view.Credential == "socket" ? "socket" : "-"),
            EntryText.Outcome(entry));
    }

    private static void Write(TextPage page, Listing table, int most)
    {
        if (table.Count == 0)
        {
            page.WriteLine("No entries.");
            return;
        }

        page.Write(table);
        if (table.Count == most)
        {
            page.WriteLine($"There may be more; raise --limit (now {most}), or take all with 'ledger export'.");
        }
    }
}

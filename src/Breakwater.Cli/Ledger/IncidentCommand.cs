using System.CommandLine;
using Breakwater.Cli.Ledger.Answers;
using Breakwater.Cli.Ledger.Incident;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Ledger;

/// <summary><c>breakwater ledger incident</c>.</summary>
internal static class IncidentCommand
{
    public static Command Create()
    {
        var question = new QuestionArguments("principal", required: true, "whose reach it is about: ");
        question.Since.Required = true;
        var to = new Option<string>("--to") { Description = "a folder that does not exist, or is empty", Required = true };
        var command = question.AddTo(new ExampledCommand(
            "incident",
            "Make the bundle that an incident needs, with proof.",
            "The folder gets a summary to attach to a notification, the affected devices and owners, the timeline, a receipt for every entry, and what anybody needs to "
            + "verify all of it. The receipts are verified before the command says it is done.",
            "breakwater ledger incident token:91ab20… --since 7d --to incident-041 --case INC-2026-041")).WithServer();
        command.Options.Add(to);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, question, Path.GetFullPath(parsed.GetValue(to)!), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, QuestionArguments arguments, string folder, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var asked = arguments.Read(parsed, now)!;
        if (asked.Kind == LedgerSubjectKind.Device)
        {
            throw new CommandException(
                ExitCodes.Usage, $"'{asked.Of}' looks like a device; an incident is about a principal, a credential, an address or a pseudonym. Name its kind with --kind.");
        }

        using var server = ServerLocation.Open(parsed);
        var reference = ServerLocation.CaseOf(parsed);
        var bundle = new IncidentBundle(server, folder, TimeProvider.System);
        var facts = await ProgressLine.RunAsync(
            "Gathering", "entries", null, progress => bundle.MakeAsync(asked with { Until = asked.Until ?? now }, reference, progress, cancellationToken));
        var report = new IncidentReport(
            folder,
            asked.Of,
            reference,
            facts.Reach.Rows.Count,
            facts.Owners.Count,
            facts.Reach.Uses,
            facts.Reach.Bytes,
            facts.Tally.Refused,
            facts.Tally.Entries,
            facts.Receipts,
            facts.Checkpoint.Checkpoint.Size);
        Printer.For(parsed).Print(report, LedgerJson.Default.IncidentReport, page => Write(page, facts, folder));
        return ExitCodes.Success;
    }

    private static void Write(TextPage page, IncidentFacts facts, string folder)
    {
        var output = page.Output;
        output.WriteLine(ReachTable.Totals(facts.Reach));
        output.WriteLine($"{Counting.Of(facts.Owners.Count, "owner")} affected, {Counting.Of(facts.Tally.Refused, "attempt")} refused");
        output.WriteLine($"{Counting.Of(facts.Receipts, "receipt")} for {Counting.Of(facts.Tally.Entries, "entry")}, all verified, under a checkpoint of {facts.Checkpoint.Checkpoint.Size:N0}");
        output.WriteLine($"Everything is in {folder}; begin with summary.md.");
    }
}

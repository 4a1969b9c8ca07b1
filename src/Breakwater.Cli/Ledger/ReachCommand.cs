using System.CommandLine;
using Breakwater.Cli.Ledger.Answers;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Ledger;

/// <summary><c>breakwater ledger reach</c>: what a stolen credential touched, or who touched a device.</summary>
internal static class ReachCommand
{
    public static Command Create()
    {
        var question = new QuestionArguments("what", required: true);
        var csv = new Option<bool>("--csv") { Description = "comma-separated values (RFC 4180) instead of a table" };
        var command = question.AddTo(new ExampledCommand(
            "reach",
            "What did a principal, a credential or an address touch? Who touched a device?",
            "The answer has a row a device, or, for a device, a row an accessor. Refusals, and what a device does to itself, are not counted.",
            "breakwater ledger reach token:91ab20… --since 24h",
            "breakwater ledger reach R2-0001 --since 7d                     # who touched this robot?",
            "breakwater ledger reach 192.0.2.17 --since 2026-11-26T05:00:00Z --csv > reached.csv")).WithServer();
        command.Options.Add(csv);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = question.Read(parsed, TimeProvider.System.GetUtcNow())!;
            using var server = ServerLocation.Open(parsed);
            var report = await server.Ledger.AskReachAsync(asked, cancellationToken);
            if (parsed.GetValue(csv))
            {
                ReachTable.WriteCsv(Console.Out, report);
            }
            else
            {
                Printer.For(parsed).Print(report, ContractsJson.Default.ReachReport, page => ReachTable.Write(page, report));
            }

            return ExitCodes.Success;
        });
        return command;
    }
}

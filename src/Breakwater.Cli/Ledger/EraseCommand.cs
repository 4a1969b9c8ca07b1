using System.CommandLine;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Ledger;

/// <summary><c>breakwater ledger erase</c>.</summary>
internal static class EraseCommand
{
    public static Command Create()
    {
        var principal = new Argument<string>("principal") { Description = "an owner or a service, as in owner:1f0c…" };
        var reason = new Option<string>("--reason") { Description = "why; it stands in the ledger", Required = true };
        var yes = new Option<bool>("--yes") { Description = "do not ask" };
        var command = new ExampledCommand(
            "erase",
            "Forget a person, for ever.",
            "Its record, tokens and grants go, and the knowledge of whom its pseudonyms in the ledger mean. No entry changes, and all verify as before; nobody can find out "
            + "again whom they are about. It cannot be undone.",
            "breakwater ledger erase owner:1f0c… --reason 'GDPR Art. 17, request of 12 November' --case DSR-118") { principal, reason, yes }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var who = Arguments.Principal(parsed.GetValue(principal)!);
            if (!parsed.GetValue(yes) && !await ConfirmAsync(who, cancellationToken))
            {
                await Console.Error.WriteLineAsync("breakwater: nothing was erased.");
                return ExitCodes.Cancelled;
            }

            using var server = ServerLocation.Open(parsed);
            var report = await server.Ledger.EraseAsync(new ErasureRequest(who, parsed.GetValue(reason)!), cancellationToken);
            Printer.For(parsed).Print(report, ContractsJson.Default.ErasureReport, page => page.WriteLine(
                $"Forgotten: {(report.Person ? "the person, " : "")}{Counting.Of(report.Tokens, "token")}, {Counting.Of(report.Grants, "grant")}, "
                + $"and whom {Counting.Of(report.Pseudonyms, "pseudonym")} of the ledger meant. The ledger verifies as before."));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<bool> ConfirmAsync(PrincipalId who, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected)
        {
            throw new CommandException(ExitCodes.Usage, $"erasing {who} cannot be undone, and there is no terminal to ask at; say --yes if you mean it");
        }

        return await new ConfirmationPrompt($"Forget {Markup.Escape(who.ToString())} for ever?") { DefaultValue = false }.ShowAsync(Printer.Errors, cancellationToken);
    }
}

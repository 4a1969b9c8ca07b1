using System.CommandLine;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;

namespace Breakwater.Cli.Ledger;

/// <summary><c>breakwater ledger resume</c>.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var reason = new Option<string>("--reason") { Description = "why; it stands in the ledger", Required = true };
        var command = new ExampledCommand(
            "resume",
            "Go on signing after the restore of an old backup.",
            "When the log contradicts what was signed before, nothing is signed until you say that this log is the one to go on with. It then goes on under another name and "
            + "with a new key. The old key is destroyed; receipts that it signed stay valid, and what they show and the log lacks stays visible for ever.",
            "breakwater ledger resume --reason 'disk died; restored the backup of Sunday, entries from 41,203 on are lost' --case INC-2026-041") { reason }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            return StatusCommand.Print(parsed, await server.Ledger.ResumeAsync(parsed.GetValue(reason)!, cancellationToken));
        });
        return command;
    }
}

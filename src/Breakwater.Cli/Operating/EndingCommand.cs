using System.CommandLine;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Operating;

/// <summary><c>breakwater ending</c>: how far something has come that was ended and could not be made sure of at once.</summary>
internal static class EndingCommand
{
    public static Command Create()
    {
        var number = new Argument<long>("number") { Description = "the ending's number, as the command that ended something said it" };
        var command = new Command("ending", "Ask whether everything is over that a revocation has ended.") { number }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            var status = await server.GetEndingAsync(parsed.GetValue(number), cancellationToken);
            Printer.For(parsed).Print(status, ContractsJson.Default.EndingStatus, page => page.WriteLine(EndingText.Describe(status)));
            return status.Unconfirmed == 0 ? ExitCodes.Success : ExitCodes.Unconfirmed;
        });
        return command;
    }
}

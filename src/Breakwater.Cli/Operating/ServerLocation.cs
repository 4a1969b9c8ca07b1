using System.CommandLine;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;

namespace Breakwater.Cli.Operating;

/// <summary>Which server a command is for: the one whose admin socket lies in the data folder.</summary>
internal static class ServerLocation
{
    public static Option<string> Data { get; } = new("--data", "-d")
    {
        Description = "the server's data folder (also BREAKWATER__DATA)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("BREAKWATER__DATA") ?? "breakwater-data",
    };

    public static Option<string?> Socket { get; } = new("--socket")
    {
        Description = "the server's admin socket, if it is not in the data folder",
    };

    public static Option<string?> Case { get; } = new("--case")
    {
        Description = $"the case you work on: {CaseReference.Rule}; or none. It stands in the ledger, and owners of touched devices see it (also BREAKWATER_CASE)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("BREAKWATER_CASE") is { Length: > 0 } reference ? reference : null,
    };

    /// <summary>Adds the options to a command that talks to a server.</summary>
    public static Command WithServer(this Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Socket);
        command.Options.Add(Case);
        return command;
    }

    public static string SocketOf(ParseResult parsed) =>
        Path.GetFullPath(parsed.GetValue(Socket) ?? new DataFolder(parsed.GetValue(Data)!).AdminSocket);

    /// <exception cref="CommandException">The case is not one.</exception>
    public static AdminClient Open(ParseResult parsed) => new(SocketOf(parsed), CaseOf(parsed));

    /// <exception cref="CommandException">The case is not one.</exception>
    public static string? CaseOf(ParseResult parsed) => parsed.GetValue(Case) is not { } reference || CaseReference.IsValid(reference)
        ? parsed.GetValue(Case)
        : throw new CommandException(ExitCodes.Usage, $"--case '{reference}': write {CaseReference.Rule}, as in INC-2026-041");
}

using System.CommandLine;
using Breakwater.Contracts;
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

    /// <summary>Adds the options to a command that talks to a server.</summary>
    public static Command WithServer(this Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Socket);
        return command;
    }

    public static string SocketOf(ParseResult parsed) =>
        Path.GetFullPath(parsed.GetValue(Socket) ?? new DataFolder(parsed.GetValue(Data)!).AdminSocket);

    public static AdminClient Open(ParseResult parsed) => new(SocketOf(parsed));
}

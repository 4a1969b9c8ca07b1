using Breakwater.Cli.Terminal;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Operating;

/// <summary>Arguments that need more than System.CommandLine's own conversions.</summary>
internal static class Arguments
{
    public static PrincipalId Principal(string text) => PrincipalId.TryParse(text, out var id)
        ? id
        : throw new CommandException(ExitCodes.Usage, $"'{text}' is not a principal; write it as 'breakwater owners list' shows it, owner:…");

    public static int Seconds(string option, string text) => DurationText.TryParse(text, out var duration)
        ? (int)duration.TotalSeconds
        : throw new CommandException(ExitCodes.Usage, $"{option} {text}: write a number with s, m, h or d, as in 12h");
}

using System.CommandLine;

namespace Breakwater.Cli.Drilling;

internal static class DrillCommand
{
    public static Command Create() => new("drill", "pending");
}

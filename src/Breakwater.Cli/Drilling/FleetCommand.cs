using System.CommandLine;

namespace Breakwater.Cli.Drilling;

internal static class FleetCommand
{
    public static Command Create() => new("fleet", "pending");
}

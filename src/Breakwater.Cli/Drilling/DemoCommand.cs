using System.CommandLine;

namespace Breakwater.Cli.Drilling;

internal static class DemoCommand
{
    public static Command Create() => new("demo", "pending");
}

using Breakwater.Drills.Processes;

namespace Breakwater.Cli.Drilling;

/// <summary>How this executable starts itself again as another process.</summary>
internal static class SelfCommand
{
    public static ChildCommand Of(params IReadOnlyList<string> arguments)
    {
        var host = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this process is unknown.");
        var isDotnet = Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return isDotnet
            ? new ChildCommand(host, ["exec", typeof(SelfCommand).Assembly.Location, .. arguments])
            : new ChildCommand(host, arguments);
    }
}

using System.CommandLine;

namespace Breakwater.Bench;

/// <summary>What every command takes.</summary>
internal static class BenchOptions
{
    public static Option<bool> Quick() => new("--quick") { Description = "Small enough for continuous integration: seconds, not minutes." };

    public static Option<string?> Json() => new("--json") { Description = "Also write the figures to this file." };

    public static Option<string?> Server() => new("--server") { Description = "The breakwater.dll to run; default: the one built with this bench." };

    /// <param name="otherwise">The default.</param>
    /// <param name="quick">The default with <c>--quick</c>.</param>
    public static CountOption Count(string name, string description, int otherwise, int quick, int least = 1) => new(name, description, otherwise, quick, least);
}

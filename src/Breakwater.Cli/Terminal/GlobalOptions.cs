using System.CommandLine;

namespace Breakwater.Cli.Terminal;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    public static Option<OutputFormat> Output { get; } = new("--output", "-o")
    {
        Description = "text for people, json for programs (then everything for people goes to standard error)",
        Recursive = true,
        DefaultValueFactory = _ => OutputFormat.Text,
    };

    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Output);
        ExampledCommand.ShowExamples(root);
    }
}

internal enum OutputFormat
{
    Text,
    Json,
}

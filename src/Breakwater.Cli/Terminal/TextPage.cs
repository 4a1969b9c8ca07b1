
namespace Breakwater.Cli.Terminal;

/// <summary>
/// What people read a result from. A line is written as it is, however long: one that the terminal breaks can still be copied whole, while a break of ours would
/// stay in an id or a path.
/// </summary>
/// <param name="width">Of the terminal, in characters; null: a pipe or a file, whose lines have no end.</param>
/// <param name="styled">Whether the terminal knows bold.</param>
internal sealed class TextPage(TextWriter output, int? width = null, bool styled = false)
{
    public TextWriter Output { get; } = output;

    public int? Width { get; } = width;

    public static TextPage Of(IAnsiConsole console)
    {
        var target = console.Profile.Out;
        return target.IsTerminal ? new TextPage(target.Writer, console.Profile.Width, console.Profile.Capabilities.Ansi) : new TextPage(target.Writer);
    }

    public void WriteLine(string line = "") => Output.WriteLine(line);

    public void Write(Listing listing)
    {
        var heads = listing.IsTable(Width) && styled;
        foreach (var line in listing.Lines(Width))
        {
            Output.WriteLine(heads ? $"\e[1m{line}\e[0m" : line);
            heads = false;
        }
    }
}

using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Breakwater.Cli.Terminal;

/// <summary>Prints results: for people as text and tables, for programs as JSON on standard output and nothing else there.</summary>
internal sealed class Printer
{
    private readonly bool json;

    private Printer(bool json)
    {
        this.json = json;
        Live = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(json ? Console.Error : Console.Out) });
        People = TextPage.Of(Live);
    }

    /// <summary>Standard error: progress and questions, which are never part of a result.</summary>
    public static IAnsiConsole Errors { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Where text and listings for people go.</summary>
    public TextPage People { get; }

    /// <summary>The same place, for what changes while it is looked at.</summary>
    public IAnsiConsole Live { get; }

    public bool IsJson => json;

    public static Printer For(ParseResult parsed) => new(parsed.GetValue(GlobalOptions.Output) == OutputFormat.Json);

    /// <summary>Prints the value as one line of JSON, or else as people read it.</summary>
    public void Print<T>(T value, JsonTypeInfo<T> type, Action<TextPage> asText)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(value, type));
        }
        else
        {
            asText(People);
        }
    }
}

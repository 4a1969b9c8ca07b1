using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Breakwater.Cli.Terminal;

/// <summary>Prints results: for people as text and tables, for programs as JSON on standard output and nothing else there.</summary>
internal sealed class Printer
{
    private readonly bool json;
    private readonly IAnsiConsole people;

    private Printer(bool json)
    {
        this.json = json;
        people = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(json ? Console.Error : Console.Out) });
        if (!people.Profile.Out.IsTerminal)
        {
            // A pipe has no width; a table must not be cut to 80 columns in it.
            people.Profile.Width = 240;
        }
    }

    /// <summary>Standard error: progress and questions, which are never part of a result.</summary>
    public static IAnsiConsole Errors { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Where text and tables for people go.</summary>
    public IAnsiConsole People => people;

    public bool IsJson => json;

    public static Printer For(ParseResult parsed) => new(parsed.GetValue(GlobalOptions.Output) == OutputFormat.Json);

    /// <summary>Prints the value as one line of JSON, or else as people read it.</summary>
    public void Print<T>(T value, JsonTypeInfo<T> type, Action<IAnsiConsole> asText)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(value, type));
        }
        else
        {
            asText(people);
        }
    }

    /// <summary>A dense table, whose last column gets what is left of the line, and more lines where that is not enough.</summary>
    public static Table NewWrappingTable(params string[] columns)
    {
        var table = NewTable(columns);
        foreach (var column in table.Columns)
        {
            column.Padding = new Padding(0, 0, 1, 0);
        }

        table.Columns[^1].NoWrap = false;
        return table;
    }

    public static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple).ShowRowSeparators();
        table.ShowRowSeparators = false;
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))).NoWrap());
        }

        return table;
    }

    /// <summary>A row of plain text: nothing in it is markup, wherever it came from.</summary>
    public static void AddRow(Table table, params string?[] cells) => table.AddRow(cells.Select(c => new Text(c ?? "")));
}

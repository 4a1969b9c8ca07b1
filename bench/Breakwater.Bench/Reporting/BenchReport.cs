using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Breakwater.Bench.Reporting;

/// <summary>What a command found.</summary>
/// <param name="Reference">What the second column is: <c>Mosquitto</c>, <c>floor</c>.</param>
internal sealed record BenchReport(string Command, string Reference, IReadOnlyList<Figure> Figures, IReadOnlyList<string> Notes)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public Machine Machine { get; } = Machine.Current();

    /// <summary>A check that must hold did not; the exit code says so.</summary>
    public bool Failed { get; init; }

    public async Task WriteAsync(string? jsonFile, CancellationToken cancellationToken)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(Command));
        table.AddColumn("figure").AddColumn("unit");
        foreach (var column in new[] { "Breakwater", Reference, "ratio", "goal" })
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)).RightAligned());
        }

        foreach (var figure in Figures)
        {
            table.AddRow(
                Markup.Escape(figure.Name),
                Markup.Escape(figure.Unit),
                Text(figure.Breakwater),
                Text(figure.Reference),
                figure.Ratio is { } ratio ? $"{ratio:F2}" : "",
                Markup.Escape(figure.Goal ?? ""));
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 120);
        AnsiConsole.Write(table);
        foreach (var note in Notes)
        {
            Console.WriteLine(note);
        }

        if (jsonFile is not null)
        {
            await File.WriteAllTextAsync(jsonFile, JsonSerializer.Serialize(this, Format) + "\n", cancellationToken);
        }
    }

    private static string Text(double? value) => value switch
    {
        null => "",
        { } v when Math.Abs(v) >= 1000 => $"{v:N0}",
        { } v when Math.Abs(v) >= 100 => $"{v:F0}",
        { } v when Math.Abs(v) >= 10 => $"{v:F1}",
        _ => $"{value:F2}",
    };
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Bench.Paired.Figures;
using Breakwater.Bench.Reporting;
using Spectre.Console;

namespace Breakwater.Bench.Paired;

/// <summary>What a comparison of two builds found.</summary>
internal sealed record PairedReport(PairedPlan Plan, IReadOnlyList<PairedFigure> Figures, IReadOnlyList<string> Notes)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public Machine Machine { get; } = Machine.Current();

    /// <param name="asJson">Standard output gets JSON, not a table.</param>
    /// <param name="jsonFile">Gets the JSON too; null: none.</param>
    public async Task WriteAsync(bool asJson, string? jsonFile, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(this, Format);
        if (asJson)
        {
            Console.WriteLine(json);
        }
        else
        {
            WriteTable();
        }

        if (jsonFile is not null)
        {
            await File.WriteAllTextAsync(jsonFile, json + "\n", cancellationToken);
        }
    }

    private void WriteTable()
    {
        var table = new Table().Border(TableBorder.Rounded).Title("paired");
        table.AddColumn("scenario").AddColumn("figure").AddColumn("unit");
        foreach (var column in new[] { "before", "after", "difference", "95 % interval", "" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var figure in Figures)
        {
            var difference = figure.Difference;
            table.AddRow(
                figure.Scenario,
                figure.Name,
                figure.Unit,
                Text(figure.Before),
                Text(figure.After),
                $"{difference.Percent:+0.00;-0.00;0.00} %",
                $"{difference.Low:+0.00;-0.00;0.00} to {difference.High:+0.00;-0.00;0.00}",
                difference.ContainsZero ? "" : difference.Percent > 0 ? "more" : "less");
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 140);
        AnsiConsole.Write(table);
        Console.WriteLine(
            $"{Figures.Max(f => f.Starts.Count)} fresh starts of both, {Plan.Rounds} pairs of slices in each (batched: twice as many); intervals over the starts.");
        Console.WriteLine("Of twenty figures that do not differ, one interval misses 0 by chance.");
        foreach (var note in Notes.CountBy(n => n))
        {
            Console.WriteLine(note.Value == 1 ? note.Key : $"{note.Key} ({note.Value} times)");
        }
    }

    private static string Text(double value) => value switch
    {
        >= 1000 => $"{value:N0}",
        >= 100 => $"{value:F1}",
        >= 10 => $"{value:F2}",
        _ => $"{value:F3}",
    };
}

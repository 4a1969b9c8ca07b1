using System.Text;
using Breakwater.Server.Hosting;
using Breakwater.Server.Rooms;

namespace Breakwater.Conventions.Tests;

/// <summary>Reference pages that say nothing but what the rooms say, so that nobody writes them by hand.</summary>
internal static class PrintedPages
{
    public static IReadOnlyDictionary<string, Func<string>> All { get; } = new Dictionary<string, Func<string>>
    {
        ["configuration.md"] = Configuration,
        ["events.md"] = Events,
        ["metrics.md"] = Metrics,
    };

    /// <summary>The same as <c>breakwater settings --markdown</c>.</summary>
    private static string Configuration() => Page(
        """
        # Configuration

        Printed by `breakwater settings --markdown`. A setting comes from a JSON file (`--config`, keys nested at the dots), then from the
        environment, then from the command line (`--set KEY=VALUE`); the last one wins. Every mistake is reported at once, and stops the start.

        | key | environment | default | allowed | what it is |
        |---|---|---|---|---|
        """,
        SettingCatalogue.All.Select(s => $"| `{s.Key}` | `{s.EnvironmentVariable}` | `{s.Default}` | {s.Allowed} | {s.Summary} |"));

    private static string Events() => Page(
        $"""
        # Log events

        Every event of the server, printed from the code; ids do not change. 2000 and 2001 are not used any more: the ledger was log events before it was a log of its
        own. Ranges: {string.Join(", ", LogEventTests.Ranges.OrderBy(r => (r.Value.First, r.Key)).Select(r => $"{r.Key} {r.Value.First}"))}.

        | id | level | capability | message |
        |---|---|---|---|
        """,
        LogEventTests.Texts().Select(e => $"| {e.Id} | {e.Level} | {e.Folder} | {e.Message} |"));

    private static string Metrics()
    {
        var metrics = Composition.Rooms.SelectMany(r => r.Metrics).ToArray();
        return Page(
            $"""
            # Metrics

            .NET meters, printed from the code; watch them with `dotnet-counters monitor -n breakwater --counters {string.Join(',', metrics.Select(MeterOf).Distinct())}`.
            ASP.NET Core, Kestrel and Orleans have meters of their own.

            | instrument | unit | tags | meaning |
            |---|---|---|---|
            """,
            metrics.Select(m => $"| `{m.Name}` | {m.Unit?.Trim('{', '}')} | {string.Join(", ", m.Tags.Select(t => $"`{t}`"))} | {m.Meaning} |"));
    }

    /// <summary>A meter is named as its instruments begin.</summary>
    private static string MeterOf(Metric metric) =>
        string.Join('.', metric.Name.Split('.').Take(2).Select(part => $"{char.ToUpperInvariant(part[0])}{part[1..]}"));

    private static string Page(string head, IEnumerable<string> rows)
    {
        var page = new StringBuilder(head).Append('\n');
        foreach (var row in rows)
        {
            page.Append(row).Append('\n');
        }

        return page.ToString();
    }
}

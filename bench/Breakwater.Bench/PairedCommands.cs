using System.CommandLine;
using Breakwater.Bench.Paired;
using Breakwater.Bench.Paired.Sides;

namespace Breakwater.Bench;

/// <summary>The command that compares two builds.</summary>
internal static class PairedCommands
{
    public static Command Paired()
    {
        var before = Executable("--before", "The first build: a breakwater executable (Release).");
        var after = Executable("--after", "The second build.");
        var set = Settings("--set", "KEY=VALUE for both servers.");
        var beforeSet = Settings("--before-set", "KEY=VALUE for the first server.");
        var afterSet = Settings("--after-set", "KEY=VALUE for the second server.");
        var starts = BenchOptions.Count("--starts", "Fresh starts of both servers at most.", 10, 3, PairedPlan.LeastStarts);
        var rounds = BenchOptions.Count("--rounds", "Pairs of slices of a scenario in each start.", 6, 3);
        var minutes = BenchOptions.Count("--minutes", "No further start that would end later.", 15, 2);
        var only = new Option<string[]>("--only")
        {
            Description = $"Only these, with commas between: {string.Join(", ", PairedPlan.AllScenarios)}.",
            CustomParser = result => [.. result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.RemoveEmptyEntries))],
        };
        only.Validators.Add(result =>
        {
            foreach (var unknown in (result.GetValueOrDefault<string[]>() ?? []).Except(PairedPlan.AllScenarios))
            {
                result.AddError($"{unknown} is no scenario of this bench.");
            }
        });
        var output = new Option<string>("--output") { Description = "What standard output gets: text or json.", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        var quick = BenchOptions.Quick();
        var json = BenchOptions.Json();
        var command = new Command("paired", "Two builds of the server in alternating slices: CPU and allocations an operation, their paired difference and its interval.")
        {
            before, after, set, beforeSet, afterSet, starts.Option, minutes.Option, rounds.Option, only, output, quick, json,
        };
        command.SetAction((parsed, cancellationToken) => BenchCommand.GuardAsync(
            async () =>
            {
                var isQuick = parsed.GetValue(quick);
                string[] both = parsed.GetValue(set) ?? [];
                var plan = new PairedPlan(
                    Build.At("before", parsed.GetValue(before)!, [.. both, .. parsed.GetValue(beforeSet) ?? []]),
                    Build.At("after", parsed.GetValue(after)!, [.. both, .. parsed.GetValue(afterSet) ?? []]),
                    starts.Value(parsed, isQuick),
                    TimeSpan.FromMinutes(minutes.Value(parsed, isQuick)),
                    rounds.Value(parsed, isQuick),
                    WarmUps: isQuick ? 4 : 12,
                    Divisor: isQuick ? 4 : 1,
                    (parsed.GetValue(only) is { Length: > 0 } some ? some : PairedPlan.AllScenarios).ToHashSet());
                var report = await PairedBench.RunAsync(plan, cancellationToken);
                await report.WriteAsync(parsed.GetValue(output) == "json", parsed.GetValue(json), cancellationToken);
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }

    private static Option<string> Executable(string name, string description) => new(name) { Description = description, Required = true };

    private static Option<string[]> Settings(string name, string description) => new(name) { Description = description };
}

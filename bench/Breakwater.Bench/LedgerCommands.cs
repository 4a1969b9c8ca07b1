using System.CommandLine;
using Breakwater.Bench.Ledger;

namespace Breakwater.Bench;

/// <summary>The commands that measure the ledger.</summary>
internal static class LedgerCommands
{
    public static Command Ledger()
    {
        var entries = BenchOptions.Count("--entries", "Entries of a round.", 200_000, 40_000);
        var rounds = BenchOptions.Count("--rounds", "Measured rounds of each.", 5, 1);
        return new BenchCommand(
            "ledger",
            "Appending entries, each on disk before it counts: rate, CPU and latency, against a bare file and SQLite.",
            [entries.Option, rounds.Option],
            (parsed, quick, _, cancellationToken) => LedgerBench.RunAsync(entries.Value(parsed, quick), rounds.Value(parsed, quick), cancellationToken));
    }

    public static Command Requests()
    {
        var requests = BenchOptions.Count("--requests", "Requests of a round.", 20_000, 2000);
        var rounds = BenchOptions.Count("--rounds", "Measured rounds of each.", 3, 1);
        var baseline = new Option<string?>("--baseline") { Description = "The breakwater.dll of a build without a ledger (the commit before it), for the difference." };
        return new BenchCommand(
            "ledger-requests",
            "What the ledger adds to a request of an owner: latency alone and at 1,000 at once, server CPU.",
            [requests.Option, rounds.Option, baseline],
            (parsed, quick, server, cancellationToken) => RequestBench.RunAsync(
                requests.Value(parsed, quick), rounds.Value(parsed, quick), server, parsed.GetValue(baseline), cancellationToken));
    }

    public static Command Reach()
    {
        var entries = BenchOptions.Count("--entries", "Entries of the largest ledger, in millions; a tenth and a hundredth of it are measured on the way.", 100, 1);
        var folder = new Option<string?>("--folder") { Description = "Where the ledger lies; kept, and gone on with if it is there already. Default: a temporary folder." };
        return new BenchCommand(
            "reach",
            "Who touched what, over 1, 10 and 100 million entries: time of an answer, disk and memory.",
            [entries.Option, folder],
            (parsed, quick, _, cancellationToken) => ReachBench.RunAsync(entries.Value(parsed, quick), parsed.GetValue(folder), cancellationToken));
    }
}

using Breakwater.Bench.Reporting;
using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Ledger;

/// <summary>
/// How fast entries get onto the disk. The floor is a file that takes the same bytes in groups of the same size, each synced; the peer is SQLite with a
/// transaction a group, as an audit table would have it.
/// </summary>
internal static class LedgerBench
{
    /// <summary>Entries that wait at once.</summary>
    private const int Concurrency = 1000;

    private const int AloneShare = 100;

    public static async Task<BenchReport> RunAsync(int entries, int rounds, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder();
        var runs = new List<AppendRun>();
        var floors = new List<AppendRun>();
        var peers = new List<AppendRun>();
        var alone = new List<AppendRun>();
        for (var round = 0; round <= rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Progress.Say(round == 0 ? "warming up" : $"round {round} of {rounds}");
            var run = await LedgerAppends.RunAsync(folder.File($"ledger-{round}"), entries, Concurrency, cancellationToken);
            var single = await LedgerAppends.RunAsync(folder.File($"alone-{round}"), Math.Max(100, entries / AloneShare), 1, cancellationToken);
            var group = (int)Math.Max(1, run.Entries / run.Groups);
            var floor = BareFile.Run(folder.File($"floor-{round}"), entries, group);
            var peer = await SqliteTable.RunAsync(folder.File($"peer-{round}.db"), entries, group, cancellationToken);
            if (round > 0)
            {
                runs.Add(run);
                alone.Add(single);
                floors.Add(floor);
                peers.Add(peer);
            }
        }

        return new BenchReport(
            "ledger",
            "floor",
            [
                Figure.OfRounds($"entries a second, {Concurrency} waiting at once", "1/s", Rates(runs), Rates(floors)),
                Figure.OfRounds("CPU an entry", "µs", Cpu(runs), Cpu(floors)),
                Figure.OfRounds("CPU an entry, against SQLite with as large groups", "µs", Cpu(runs), Cpu(peers), "≤ 1.0"),
                Figure.OfRounds("entries a second, against SQLite", "1/s", Rates(runs), Rates(peers)),
                new Figure("entries a sync", "", Quantiles.Median(runs.Select(r => (double)r.Entries / r.Groups))),
                new Figure($"latency, {Concurrency} at once, p50", "ms", Quantiles.Median(runs.Select(r => r.Quantile(0.5)))),
                new Figure($"latency, {Concurrency} at once, p99", "ms", Quantiles.Median(runs.Select(r => r.Quantile(0.99)))),
                Figure.OfRounds("latency alone, p50", "ms", [.. alone.Select(r => r.Quantile(0.5))], [.. floors.Select(f => f.Quantile(0.5))]),
                new Figure("latency alone, p99", "ms", Quantiles.Median(alone.Select(r => r.Quantile(0.99)))),
                new Figure("bytes an entry in the journal", "B", Quantiles.Median(runs.Select(r => (double)r.Bytes / r.Entries))),
            ],
            [
                $"{entries} entries a round. A latency is from the call to the entry on disk; the floor's is that of one write and sync of a group.",
                "The ledger also hashes each entry and seals segments (gzip, index) meanwhile; neither floor nor peer does.",
            ]);
    }

    private static List<double> Rates(IEnumerable<AppendRun> runs) => [.. runs.Select(r => r.Entries / r.Elapsed.TotalSeconds)];

    private static List<double> Cpu(IEnumerable<AppendRun> runs) => [.. runs.Select(r => r.Cpu.TotalMicroseconds / r.Entries)];
}

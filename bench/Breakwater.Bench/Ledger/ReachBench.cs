using Breakwater.Bench.Reporting;
using Breakwater.Bench.Servers;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;

namespace Breakwater.Bench.Ledger;

/// <summary>Asks a large ledger what credentials touched and who touched a device.</summary>
internal static class ReachBench
{
    private const int Asked = 20;
    private const long Million = 1_000_000;

    public static async Task<BenchReport> RunAsync(int millions, string? folder, CancellationToken cancellationToken)
    {
        using var temporary = folder is null ? new WorkFolder() : null;
        var data = new DataFolder(folder ?? temporary!.File("data"));
        var fleet = new SyntheticFleet(1);
        var ledger = new LargeLedger(data, fleet);
        var figures = new List<Figure>();
        var sizes = new[] { millions / 100.0, millions / 10.0, millions }.Select(m => (long)Math.Ceiling(m * Million / SegmentFormat.Entries)).Distinct().ToArray();
        ledger.Grow(sizes[^1], cancellationToken);
        foreach (var segments in sizes)
        {
            var name = $"{segments * SegmentFormat.Entries / (double)Million:F1} million entries";
            Progress.Say(name);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var opening = TimeProvider.System.GetTimestamp();
            using var store = LedgerStore.Open(new LedgerFolder(data), new BlobStore(data), readOnly: true);
            var opened = TimeProvider.System.GetElapsedTime(opening).TotalSeconds;
            var source = LedgerReach.SourceOf(store, segments);
            var (bytes, indexes) = ledger.Bytes(segments);
            figures.Add(new Figure($"{name}: disk an entry, segments and index", "B", (double)(bytes + indexes) / (segments * SegmentFormat.Entries)));
            figures.Add(new Figure($"{name}: of it the index", "B", (double)indexes / (segments * SegmentFormat.Entries)));
            figures.Add(new Figure($"{name}: memory once it is open", "MB", (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Million));
            figures.Add(new Figure($"{name}: time to open", "s", opened));
            await MeasureAsync(figures, $"{name}: an owner", source, i => ReachQuestion.OfSubjects(ReachKind.Actor, [SubjectId.From(fleet.Owner(i * 997))]), cancellationToken);
            await MeasureAsync(figures, $"{name}: a device", source, i => ReachQuestion.OfDevice(DeviceId.Parse(fleet.Device(i * 1999).ToString("x32"))), cancellationToken);
            await MeasureAsync(figures, $"{name}: a service of middling size", source, i => ReachQuestion.OfSubjects(ReachKind.Actor, [SubjectId.From(fleet.Service(100 + i))]), cancellationToken);
            await MeasureAsync(figures, $"{name}: the busiest service, {Share(fleet):P0} of all", source, _ => ReachQuestion.OfSubjects(ReachKind.Actor, [SubjectId.From(fleet.Service(0))]), cancellationToken);
            await MeasureAsync(
                figures,
                $"{name}: an owner, a tenth of the time, cut within segments",
                source,
                i => ReachQuestion.OfSubjects(ReachKind.Actor, [SubjectId.From(fleet.Owner(i * 997))], SyntheticEntries.Start + (SyntheticEntries.Span / 3), SyntheticEntries.Start + (SyntheticEntries.Span * 13 / 30)),
                cancellationToken);
        }

        return new BenchReport(
            "reach",
            "goal",
            figures,
            [
                $"A year of {fleet.Devices:N0} devices, {fleet.Owners:N0} owners and {fleet.Services} services; each question is asked {Asked} times of different ones, first when the files are as cold as making them left them.",
                $"Making an index: {ledger.IndexSeconds / Math.Max(1, sizes[^1]):F2} s a segment of {SegmentFormat.Entries:N0} entries, on one core.",
            ]);
    }

    private static double Share(SyntheticFleet fleet) => 0.09 / Enumerable.Range(1, fleet.Services).Sum(i => 1.0 / i);

    private static async Task MeasureAsync(
        List<Figure> figures, string name, ReachSource source, Func<int, ReachQuestion> question, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        var rows = 0;
        for (var i = 0; i < Asked; i++)
        {
            var asked = question(i);
            var started = TimeProvider.System.GetTimestamp();
            var answer = await Task.Run(() => ReachQuery.Answer(asked, source, ReachQuery.MostRows, cancellationToken), cancellationToken);
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            rows = Math.Max(rows, answer.Rows.Length);
        }

        figures.Add(new Figure($"{name}: median (at most {rows} rows)", "ms", Quantiles.Median(times), 1000, "< 1,000"));
        figures.Add(new Figure($"{name}: slowest", "ms", times.Max(), 1000, "< 1,000"));
    }
}

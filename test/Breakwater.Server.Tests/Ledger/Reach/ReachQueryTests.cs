using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Ledger.Reach.Indexes;
using Breakwater.Server.Storage;
using CsCheck;

namespace Breakwater.Server.Tests.Ledger.Reach;

public sealed class ReachQueryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Answer_AnyEntriesAndQuestion_IsTheModels() =>
        Gen.Select(Gen.Int, Gen.Int[0, 300], Gen.Int[1, 60], Gen.Int[0, 80]).Sample(
            (seed, count, segmentEntries, tail) =>
            {
                using var ledger = new SegmentedLedger(new RandomEntries(seed).Next(count), segmentEntries, tail);
                var questions = new RandomQuestions(seed);
                for (var i = 0; i < 20; i++)
                {
                    var question = questions.Next(ledger.Entries);
                    Assert.Equal(
                        ReachModel.Lines(ReachModel.Answer(question, ledger.Entries)),
                        ReachModel.Lines(ReachQuery.Answer(question, ledger.Source, ReachQuery.MostRows, Cancellation)));
                }
            },
            iter: 60);

    [Fact]
    public void Answer_SegmentsWithoutIndex_IsTheModels()
    {
        using var ledger = new SegmentedLedger(new RandomEntries(1).Next(400), 50, 20);
        var source = ledger.Source with { Indexes = ledger.Source.Indexes.Where(i => i.Key % 3 == 1).ToDictionary() };
        var questions = new RandomQuestions(2);
        for (var i = 0; i < 100; i++)
        {
            var question = questions.Next(ledger.Entries);
            Assert.Equal(
                ReachModel.Lines(ReachModel.Answer(question, ledger.Entries)),
                ReachModel.Lines(ReachQuery.Answer(question, source, ReachQuery.MostRows, Cancellation)));
        }
    }

    [Fact]
    public void Answer_EverythingAskedFor_ReadsNoEntriesOfIndexedSegments()
    {
        using var ledger = new SegmentedLedger(new RandomEntries(3).Next(400), 50, 20);
        var source = ledger.Source with { ReadSegment = _ => throw new InvalidOperationException("The index can answer.") };
        for (var i = 0; i < 6; i++)
        {
            var question = ReachQuestion.OfSubjects(ReachKind.Actor, [RandomEntries.Subject(i)]);
            Assert.Equal(ReachModel.Lines(ReachModel.Answer(question, ledger.Entries)), ReachModel.Lines(ReachQuery.Answer(question, source, ReachQuery.MostRows, Cancellation)));
        }
    }

    [Fact]
    public void Answer_PrunedSegmentCutByTime_IsApproximate_AndCountsTheRowsThatAreCut()
    {
        LedgerEntry<SubjectId>[] entries = [.. Enumerable.Range(0, 10).Select(i => Access(i, RandomEntries.Subject(1), RandomEntries.Device(i % 2)))];
        using var ledger = new SegmentedLedger(entries, 10, 0);
        var pruned = ledger.Source with { ReadSegment = _ => null };
        var cut = ReachQuestion.OfSubjects(ReachKind.Actor, [RandomEntries.Subject(1)], since: 5);
        var exact = ReachQuery.Answer(cut, ledger.Source, ReachQuery.MostRows, Cancellation);
        var answer = ReachQuery.Answer(cut, pruned, ReachQuery.MostRows, Cancellation);
        Assert.Equal((false, 5L), (exact.Approximate, exact.Entries));
        Assert.Equal((true, 10L), (answer.Approximate, answer.Entries));

        // Whole, or with nothing of it at the cut, it is exact.
        Assert.False(ReachQuery.Answer(ReachQuestion.OfSubjects(ReachKind.Actor, [RandomEntries.Subject(1)]), pruned, ReachQuery.MostRows, Cancellation).Approximate);
        Assert.False(ReachQuery.Answer(ReachQuestion.OfSubjects(ReachKind.Actor, [RandomEntries.Subject(2)], since: 5), pruned, ReachQuery.MostRows, Cancellation).Approximate);
        var page = EntryFinder.NewestFirst(cut, pruned, null, 100, Cancellation);
        Assert.Equal((true, 10), (page.Approximate, page.Numbers.Count));
    }

    [Fact]
    public void Answer_PrunedSegmentWithoutIndex_IsRefused()
    {
        using var ledger = new SegmentedLedger(new RandomEntries(5).Next(100), 50, 0);
        var source = ledger.Source with { ReadSegment = _ => null, Indexes = new Dictionary<long, string>() };
        var question = ReachQuestion.OfDevice(RandomEntries.Device(1));
        Assert.Throws<StoreUnavailableException>(() => ReachQuery.Answer(question, source, ReachQuery.MostRows, Cancellation));
        Assert.Equal(0, ReachQuery.Answer(question, source with { FirstSegment = 2 }, ReachQuery.MostRows, Cancellation).Entries);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    public void Answer_MoreRowsThanTheCap_SaysSo_KeepsTheNewest_AndTheTotals(int most)
    {
        LedgerEntry<SubjectId>[] entries = [.. Enumerable.Range(0, 48).Select(i => Access(i, RandomEntries.Subject(1), RandomEntries.Device(i / 4)))];
        using var ledger = new SegmentedLedger(entries, 4, 4);
        var question = ReachQuestion.OfSubjects(ReachKind.Actor, [RandomEntries.Subject(1)]);
        var answer = ReachQuery.Answer(question, ledger.Source, most, Cancellation);
        Assert.Equal((most < 12, 48L, 48L, 0L), (answer.Capped, answer.Entries, answer.Count, answer.First!.Value));
        Assert.Equal(Enumerable.Range(0, 12).Reverse().Take(most).Select(RandomEntries.Device), answer.Rows.Select(r => r.Device!.Value));
    }

    [Fact]
    public void Answer_MoreNamesThanTheCapAllows_SaysSo()
    {
        LedgerEntry<SubjectId>[] entries = [.. Enumerable.Range(0, 200).Select(i => Access(i, RandomEntries.Subject(1), RandomEntries.Device(1)) with { Credential = RandomEntries.Subject(i) })];
        using var ledger = new SegmentedLedger(entries, 50, 50);
        var question = ReachQuestion.OfDevice(RandomEntries.Device(1));
        Assert.Equal((false, 200), Of(ReachQuery.Answer(question, ledger.Source, 1000, Cancellation)));
        var (capped, credentials) = Of(ReachQuery.Answer(question, ledger.Source, 2, Cancellation));
        Assert.True(capped);
        Assert.InRange(credentials, 1, 199);

        static (bool, int) Of(ReachAnswer answer) => (answer.Capped, Assert.Single(answer.Rows).Credentials);
    }

    [Fact]
    public void Answer_MoreOperationsThanAnIndexNames_CallsTheRestOthers()
    {
        LedgerEntry<SubjectId>[] entries = [.. Enumerable.Range(0, 70).Select(i => Access(i, RandomEntries.Subject(1), RandomEntries.Device(1)) with { Operation = $"o{i:D2}" })];
        using var ledger = new SegmentedLedger(entries, 70, 0);
        var row = Assert.Single(ReachQuery.Answer(ReachQuestion.OfDevice(RandomEntries.Device(1)), ledger.Source, 10, Cancellation).Rows);
        Assert.Equal(Enumerable.Range(0, 63).Select(i => $"o{i:D2}").Append(ReachAnswer.OtherOperations).Order(StringComparer.Ordinal), row.Operations);
    }

    [Fact]
    public void Answer_DamagedIndex_NamesIt()
    {
        using var ledger = new SegmentedLedger(new RandomEntries(6).Next(200), 50, 0);
        var path = ledger.Source.Indexes[2];
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        var exception = Assert.Throws<DamagedIndexException>(() => ReachQuery.Answer(ReachQuestion.OfDevice(RandomEntries.Device(1)), ledger.Source, 10, Cancellation));
        Assert.Equal(path, exception.Path);
    }

    [Fact]
    public void Answer_IndexOfAnotherSegment_IsRefused()
    {
        using var ledger = new SegmentedLedger(new RandomEntries(7).Next(200), 50, 0);
        File.Copy(ledger.Source.Indexes[1], ledger.Source.Indexes[2], overwrite: true);
        Assert.Throws<DamagedIndexException>(() => ReachQuery.Answer(ReachQuestion.OfDevice(RandomEntries.Device(1)), ledger.Source, 10, Cancellation));
    }

    [Fact]
    public void Answer_Cancelled_Stops()
    {
        using var ledger = new SegmentedLedger(new RandomEntries(8).Next(2000), 10, 0);
        using var cancel = new CancellationTokenSource();
        var read = 0;
        var source = ledger.Source with
        {
            Indexes = new Dictionary<long, string>(),
            ReadSegment = segment =>
            {
                if (Interlocked.Increment(ref read) == 20)
                {
                    cancel.Cancel();
                }

                return ledger.Source.ReadSegment(segment);
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => ReachQuery.Answer(ReachQuestion.OfDevice(RandomEntries.Device(1)), source, 10, cancel.Token));
        Assert.InRange(read, 20, 20 + Environment.ProcessorCount);
    }

    [Fact]
    public void Question_OfNobody_OfNothing_OrOfTooMany_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => ReachQuestion.OfSubjects(ReachKind.Actor, []));
        Assert.Throws<ArgumentException>(() => ReachQuestion.OfSubjects(ReachKind.Actor, [default]));
        Assert.Throws<ArgumentException>(() => ReachQuestion.OfSubjects(ReachKind.Device, [RandomEntries.Subject(1)]));
        Assert.Throws<ArgumentException>(() => ReachQuestion.OfSubjects(ReachKind.Actor, Enumerable.Range(0, ReachQuestion.MostSubjects + 1).Select(RandomEntries.Subject)));
        Assert.Throws<ArgumentException>(() => ReachQuestion.OfDevice(default));
        Assert.Equal(ReachQuestion.MostSubjects, ReachQuestion.OfSubjects(ReachKind.Actor, Enumerable.Range(0, ReachQuestion.MostSubjects).Select(RandomEntries.Subject)).Subjects.Length);
    }

    private static LedgerEntry<SubjectId> Access(long time, SubjectId actor, DeviceId device) => new()
    {
        Time = DateTimeOffset.FromUnixTimeMilliseconds(time),
        Type = EntryType.ApiRead,
        Operation = "twin:read",
        Role = "owner",
        Actor = actor,
        Device = device,
    };
}

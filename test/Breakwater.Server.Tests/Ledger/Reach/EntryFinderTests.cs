using Breakwater.Server.Ledger.Reach;
using CsCheck;

namespace Breakwater.Server.Tests.Ledger.Reach;

public sealed class EntryFinderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Pages_OfAnySize_TogetherAreTheModelsEntries_InBothDirections() =>
        Gen.Select(Gen.Int, Gen.Int[0, 300], Gen.Int[1, 60], Gen.Int[0, 80], Gen.Int[1, 40]).Sample(
            (seed, count, segmentEntries, tail, limit) =>
            {
                using var ledger = new SegmentedLedger(new RandomEntries(seed).Next(count), segmentEntries, tail);
                var questions = new RandomQuestions(seed);
                for (var i = 0; i < 5; i++)
                {
                    var question = questions.Next(ledger.Entries);
                    var expected = ReachModel.Entries(question, ledger.Entries);
                    Assert.Equal(expected, All(0, from => EntryFinder.OldestFirst(question, ledger.Source, from!.Value, limit, Cancellation), limit));
                    Assert.Equal(expected.Reverse(), All(null, before => EntryFinder.NewestFirst(question, ledger.Source, before, limit, Cancellation), limit));
                    Assert.Equal(expected.Where(n => n < count / 2).Reverse(), All(count / 2, before => EntryFinder.NewestFirst(question, ledger.Source, before, limit, Cancellation), limit));
                }
            },
            iter: 40);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Find_LimitBelowOne_IsRefused(int limit)
    {
        using var ledger = new SegmentedLedger([], 10, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => EntryFinder.NewestFirst(ReachQuestion.OfDevice(RandomEntries.Device(1)), ledger.Source, null, limit, Cancellation));
    }

    [Fact]
    public void Find_EnoughInTheNewestSegments_DoesNotMindADamagedOldOne()
    {
        using var ledger = new SegmentedLedger(new RandomEntries(1).Next(1000), 50, 50);
        File.WriteAllBytes(ledger.Source.Indexes[0], []);
        var question = ReachQuestion.OfDevice(RandomEntries.Device(1));
        Assert.Equal(5, EntryFinder.NewestFirst(question, ledger.Source, null, 5, Cancellation).Numbers.Count);
    }

    private static List<long> All(long? start, Func<long?, FoundEntries> find, int limit)
    {
        var all = new List<long>();
        for (var page = find(start); ; page = find(page.Next))
        {
            Assert.InRange(page.Numbers.Count, 0, limit);
            Assert.False(page.Approximate);
            all.AddRange(page.Numbers);
            if (page.Next is null)
            {
                return all;
            }
        }
    }
}

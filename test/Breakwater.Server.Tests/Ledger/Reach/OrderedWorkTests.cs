using Breakwater.Server.Ledger.Reach;

namespace Breakwater.Server.Tests.Ledger.Reach;

public sealed class OrderedWorkTests
{
    [Fact]
    public void Run_ManyItems_UsesEachOnceInOrder_AndReleasesAll()
    {
        var used = new List<int>();
        var released = 0;
        Run(1000, i => i, i => { used.Add(i); return true; }, _ => Interlocked.Increment(ref released));
        Assert.Equal(Enumerable.Range(0, 1000), used);
        Assert.Equal(1000, released);
    }

    [Fact]
    public void Run_Ended_UsesNoMore_PreparesAtMostOneAThreadAhead_AndReleasesWhatItPrepared()
    {
        var (prepared, used, released) = (0, 0, 0);
        Run(1000, i => Interlocked.Increment(ref prepared), _ => ++used < 100, _ => Interlocked.Increment(ref released));
        Assert.Equal(100, used);
        Assert.InRange(prepared, 100, 100 + Environment.ProcessorCount);
        Assert.Equal(prepared, released);
    }

    [Fact]
    public void Run_FailureInPreparing_ComesInItsTurn()
    {
        var used = new List<int>();
        var exception = Assert.Throws<InvalidOperationException>(() => Run(1000, i => i < 50 ? i : throw new InvalidOperationException($"{i}"), i => { used.Add(i); return true; }, _ => { }));
        Assert.Equal("50", exception.Message);
        Assert.Equal(Enumerable.Range(0, 50), used);
    }

    [Fact]
    public void Run_FailureAfterTheEnd_IsNone() =>
        Run(1000, i => i < 50 ? i : throw new InvalidOperationException($"{i}"), i => i < 49, _ => { });

    [Fact]
    public void Run_FailureInUsing_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Run(1000, i => i, i => i < 50 ? true : throw new InvalidOperationException(), _ => { }));

    [Fact]
    public void Run_Nothing_IsDone() => Run(0, i => i, _ => true, _ => { });

    private static void Run(int count, Func<int, int> prepare, Func<int, bool> use, Action<int> release) =>
        new OrderedWork<int, int>([.. Enumerable.Range(0, count)], prepare, use, release).Run(TestContext.Current.CancellationToken);
}

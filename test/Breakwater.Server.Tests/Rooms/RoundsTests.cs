using System.Threading.Channels;
using Breakwater.Server.Rooms;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Rooms;

/// <summary>What is done again and again goes on, whatever becomes of a round.</summary>
public sealed class RoundsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider time = new();
    private readonly Channel<int> begun = Channel.CreateUnbounded<int>();
    private readonly List<string> told = [];
    private int rounds;

    [Fact]
    public async Task Round_Throws_IsToldOnce_AndThereIsANext()
    {
        await using var running = Start((_, round) => round is <= 3 or 5 ? throw new InvalidOperationException($"round {round}") : Task.CompletedTask);
        for (var round = 1; round <= 6; round++)
        {
            await NextAsync(round);
        }

        // The last has been told of, if it is.
        await running.DisposeAsync();
        Assert.Equal(["round 1", "round 5"], told);
    }

    /// <summary>A request that timed out, and not the stop.</summary>
    [Fact]
    public async Task Round_IsCancelledByWhateverElse_IsTold_AndThereIsANext()
    {
        await using var running = Start((_, round) => round == 1 ? Task.FromException(new TaskCanceledException("timed out")) : Task.CompletedTask);
        await NextAsync(1);
        await NextAsync(2);
        await running.DisposeAsync();
        Assert.Equal(["timed out"], told);
    }

    [Fact]
    public async Task Telling_Fails_ThereIsANext()
    {
        await using var running = new Rounds(Interval, time, _ => Begin(), _ => throw new AggregateException("the log"));
        await NextAsync(1);
        await NextAsync(2);

        async Task Begin()
        {
            await begun.Writer.WriteAsync(++rounds);
            throw new InvalidOperationException();
        }
    }

    [Fact]
    public async Task Stop_EndsTheRoundThatIsUnderWay_WhichHasNotFailed_AndThereIsNoFurther()
    {
        var running = Start((stopping, _) => new TaskCompletionSource().Task.WaitAsync(stopping));
        await NextAsync(1);
        await Wait.ForAsync(running.DisposeAsync().AsTask(), "the round to end");
        await running.DisposeAsync();
        time.Advance(10 * Interval);
        Assert.Equal(1, rounds);
        Assert.Empty(told);
    }

    [Fact]
    public async Task DueNow_BeginsWithoutTheInterval()
    {
        await using var running = Start((_, _) => Task.CompletedTask, isDueNow: true);
        Assert.Equal(1, await BegunAsync());
        await NextAsync(2);
    }

    private Rounds Start(Func<CancellationToken, int, Task> round, bool isDueNow = false) => new(
        Interval,
        time,
        async stopping =>
        {
            var number = ++rounds;
            await begun.Writer.WriteAsync(number, CancellationToken.None);
            await round(stopping, number);
        },
        exception => told.Add(exception.Message),
        isDueNow);

    private async Task NextAsync(int round)
    {
        time.Advance(Interval);
        Assert.Equal(round, await BegunAsync());
    }

    private Task<int> BegunAsync() => Wait.ForAsync(begun.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask(), "the next round");
}

using Breakwater.Server.Gateway.Beats;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Gateway.Beats;

/// <summary>One clock for every timeout of the gateway, which nobody whom it drives can stop.</summary>
public sealed class HeartbeatTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Handler_ThrowsAtEachBeat_TheOthersAndTheNextBeatsRun_ToldOnce_CountedEachTime()
    {
        var (broken, first, last) = (new Broken(), new Steady(), new Steady());
        await using var heart = new TestHeartbeat(time, [first, broken, last]);
        for (var beat = 1; beat <= 10; beat++)
        {
            time.Advance(Heartbeat.Interval);
            Assert.Equal((beat, beat, beat), (first.Beats, broken.Beats, last.Beats));
        }

        var told = Assert.Single(heart.Failures);
        Assert.Equal((nameof(Broken), LogLevel.Error, "broken at beat 1"), (told["Handler"], told.Level, told.Exception?.Message));
        Assert.Equal([KeyValuePair.Create($"heartbeat_failures {nameof(Broken)}", 10L)], heart.Counted);
    }

    [Fact]
    public async Task Handler_SucceedsAgain_TheNextOutageIsToldToo()
    {
        var broken = new Broken();
        await using var heart = new TestHeartbeat(time, [broken]);
        time.Advance(3 * Heartbeat.Interval);
        broken.IsMended = true;
        time.Advance(Heartbeat.Interval);
        broken.IsMended = false;
        time.Advance(2 * Heartbeat.Interval);
        Assert.Equal(["broken at beat 1", "broken at beat 5"], heart.Failures.Select(e => e.Exception?.Message));
        Assert.Equal(5, heart.Counted[$"heartbeat_failures {nameof(Broken)}"]);
    }

    /// <summary>What the log throws is thrown where nobody catches: on the timer's thread it would end the process.</summary>
    [Fact]
    public async Task Log_CannotBeWritten_TheBeatGoesOn()
    {
        using var broken = new BrokenLog();
        var steady = new Steady();
        await using var heart = new TestHeartbeat(time, [new Broken(), steady], broken);
        time.Advance(2 * Heartbeat.Interval);
        Assert.Equal(2, steady.Beats);
        Assert.Equal(2, heart.Counted[$"heartbeat_failures {nameof(Broken)}"]);
        Assert.NotEqual(0, broken.Written);
    }

    [Fact]
    public async Task Beat_WhileTheOneBeforeIsUnderWay_IsLeftOut_AndWarnedOfOnceAMinute()
    {
        using var slow = new Slow();
        var steady = new Steady();
        await using var heart = new TestHeartbeat(time, [slow, steady]);
        var under = Task.Run(heart.Beating.Beat, TestContext.Current.CancellationToken);
        await Wait.ForAsync(slow.Entered, "the slow beat to begin");
        for (var beat = 0; beat < 90; beat++)
        {
            time.Advance(Heartbeat.Interval);
        }

        Assert.Equal((1, 0), (slow.Beats, steady.Beats));
        Assert.Equal(90, heart.Counted["heartbeats_missed"]);
        Assert.Equal(["00:00:01", "00:01:01"], heart.Warnings.Select(e => e["Elapsed"]));
        Assert.All(heart.Warnings, e => Assert.Equal(LogLevel.Warning, e.Level));

        slow.Release();
        await Wait.ForAsync(under, "the slow beat to end");
        time.Advance(Heartbeat.Interval);
        Assert.Equal((2, 2), (slow.Beats, steady.Beats));
        Assert.Equal(90, heart.Counted["heartbeats_missed"]);
    }

    [Fact]
    public async Task Stop_WaitsForTheBeatThatIsUnderWay_AndThereIsNoFurther()
    {
        using var slow = new Slow();
        var steady = new Steady();
        await using var heart = new TestHeartbeat(time, [slow, steady]);
        var under = Task.Run(heart.Beating.Beat, TestContext.Current.CancellationToken);
        await Wait.ForAsync(slow.Entered, "the slow beat to begin");
        var stopping = Task.Run(
            async () =>
            {
                await heart.Beating.DisposeAsync();

                // Who comes after the slow one has had his beat by now.
                return steady.Beats;
            },
            TestContext.Current.CancellationToken);
        Assert.False(stopping.IsCompleted);

        slow.Release();
        Assert.Equal(1, await Wait.ForAsync(stopping, "the heartbeat to stop"));
        await Wait.ForAsync(under, "the slow beat to end");
        var beats = steady.Beats;
        time.Advance(10 * Heartbeat.Interval);

        // One that had begun on a thread of the timer before it was stopped.
        heart.Beating.Beat();
        Assert.Equal((1, 1, 1), (slow.Beats, beats, steady.Beats));
    }

    [Fact]
    public void Everyone_SomeCannotBeLookedAt_AllOthersAre()
    {
        var seen = new List<int>();
        var thrown = Assert.Throws<AggregateException>(() => Everyone.LookAt(Enumerable.Range(0, 100), i =>
        {
            if (i % 10 == 3)
            {
                throw new InvalidOperationException($"{i}");
            }

            seen.Add(i);
        }));
        Assert.Equal(90, seen.Count);
        Assert.Equal("3", Assert.Single(thrown.InnerExceptions).Message);
        Assert.StartsWith("10 could not", thrown.Message, StringComparison.Ordinal);
    }

    private sealed class Steady : IHeartbeatHandler
    {
        public int Beats { get; private set; }

        public void OnHeartbeat() => Beats++;
    }

    private sealed class Broken : IHeartbeatHandler
    {
        public int Beats { get; private set; }

        public bool IsMended { get; set; }

        public void OnHeartbeat()
        {
            Beats++;
            if (!IsMended)
            {
                throw new InvalidOperationException($"broken at beat {Beats}");
            }
        }
    }

    private sealed class Slow : IHeartbeatHandler, IDisposable
    {
        private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim released = new();

        public int Beats { get; private set; }

        public Task Entered => entered.Task;

        public void Release() => released.Set();

        public void OnHeartbeat()
        {
            Beats++;
            entered.TrySetResult();
            released.Wait();
        }

        public void Dispose() => released.Dispose();
    }

    private sealed class BrokenLog : ILoggerProvider, ILogger
    {
        public int Written { get; private set; }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Written++;
            throw new IOException("The log cannot be written.");
        }

        public void Dispose()
        {
        }
    }
}

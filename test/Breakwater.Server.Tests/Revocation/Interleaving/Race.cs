using System.Collections.Concurrent;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation.Interleaving;

/// <summary>Many callers who use one subject again and again while its ending comes, and a little longer.</summary>
internal sealed class Race(Subject subject, ServerDoors doors, DataFiles files)
{
    private const int OwnerCallers = 8;
    private const int DeviceCallers = 4;
    private const int StreamCallers = 3;
    private const int SlowCallers = 2;

    /// <summary>With what the callers open, no more than the eight that a principal may have.</summary>
    private const int KeptStreams = 4;

    /// <summary>Of each caller, after the ending was answered.</summary>
    private const int LateUses = 2;

    private readonly Random random = new(subject.Seed);
    private readonly ConcurrentBag<Use> uses = [];
    private readonly ConcurrentBag<KeptStream> streams = [];
    private readonly TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Returns a second after the ending was answered, or when everything has ended that may end.</summary>
    public async Task<Trace> RunAsync()
    {
        using var over = new CancellationTokenSource();
        var callers = Callers(OwnerCallers, async r => await subject.Owner.AnyAsync(r))
            .Concat(Callers(DeviceCallers, async r => await subject.Device.AnyAsync(r), () => !subject.Device.Ended.IsCompleted))
            .Concat(Callers(StreamCallers, WatchAsync))
            .Concat(Callers(SlowCallers, SlowAsync)).ToList();
        var waiting = Task.Run(() => KeepWaitingAsync(over.Token));
        var endsConnection = subject.Ending.Takes.HasFlag(Standing.Connection);
        if (endsConnection && random.Next(2) == 0)
        {
            // A connection that is gone before the ending leaves a will that is due after it.
            callers.Add(DropAsync(random.Next(10, 60)));
        }

        await PauseAsync(random.Next(10, 60));
        var (begun, ended) = await EndAsync();
        var atAnswer = await Snapshot.TakeAsync(files, subject.Owned.Device.Id);
        await subject.Device.PingAsync();
        await Wait.ForAsync(Task.WhenAll(callers), $"all callers around the end of the {subject.Ending.Name} to be answered");
        await Task.WhenAny(
            Task.WhenAll([waiting, .. streams.Select(s => s.Stream.Ended), .. endsConnection ? [subject.Device.Ended] : Array.Empty<Task>()]),
            PauseAsync((int)(ended + RevocationServer.Second - Use.Now).TotalMilliseconds));
        var (isWaiting, isConnected) = (!waiting.IsCompleted, !subject.Device.Ended.IsCompleted);
        var open = streams.Where(s => !s.Stream.Ended.IsCompleted).ToArray();
        await over.CancelAsync();
        await waiting;
        return new Trace(begun, ended, atAnswer, uses, streams, open, isWaiting, isConnected);
    }

    private static Task PauseAsync(int milliseconds) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, milliseconds)), TimeProvider.System, TestContext.Current.CancellationToken);

    private async Task<(DateTimeOffset Begun, DateTimeOffset Answered)> EndAsync()
    {
        var begun = Use.Now;
        try
        {
            await subject.Ending.RunAsync(doors, subject.Owned);
            return (begun, Use.Now);
        }
        finally
        {
            answered.TrySetResult();
        }
    }

    private IEnumerable<Task> Callers(int count, Func<Random, Task<Use?>> useAsync, Func<bool>? goesOn = null) => Enumerable.Range(0, count).Select(_ =>
    {
        var own = new Random(random.Next());
        return Task.Run(async () =>
        {
            for (var late = 0; late < LateUses && goesOn?.Invoke() is not false;)
            {
                late += answered.Task.IsCompleted ? 1 : 0;
                if (await useAsync(own) is { } use)
                {
                    uses.Add(use);
                }
            }
        });
    });

    /// <summary>One command is always waited for.</summary>
    private async Task KeepWaitingAsync(CancellationToken over)
    {
        Use use;
        do
        {
            use = await subject.Owner.WaitAsync(over);
            uses.Add(use);
        }
        while (use.Succeeded && !answered.Task.IsCompleted);
    }

    private async Task DropAsync(int after)
    {
        await PauseAsync(after);
        await subject.Device.DisposeAsync();
    }

    /// <summary>Some streams stay until the end.</summary>
    private async Task<Use?> WatchAsync(Random own)
    {
        var begun = Use.Now;
        var stream = await subject.Owner.WatchAsync();
        var use = new Use("stream", OwnerSide.LiveRoute, Standing.Token | Standing.Grant, begun, Use.Now, stream.Status, "");
        if (use.Succeeded && streams.Count < KeptStreams && own.Next(3) == 0)
        {
            streams.Add(new KeptStream(use, stream));
            return use;
        }

        await PauseAsync(use.Succeeded ? own.Next(10) : 0);
        stream.Dispose();
        return use;
    }

    private Task<Use?> SlowAsync(Random own) => subject.Owner.SlowBodyAsync(own, own.Next(3) == 0 ? PauseAsync(own.Next(10)) : answered.Task);
}

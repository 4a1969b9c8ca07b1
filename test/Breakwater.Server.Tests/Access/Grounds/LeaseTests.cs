using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Access.Grounds;

public sealed class LeaseTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly DeviceId device = DeviceId.Create();
    private TestGate gate = null!;

    public ValueTask InitializeAsync()
    {
        gate = new TestGate(time);
        return default;
    }

    public ValueTask DisposeAsync() => gate.DisposeAsync();

    /// <summary>Whoever closes it and whoever leaves last meet: one of them takes it out of the registry.</summary>
    [Fact]
    public void Dispose_WhileTheLastLeaves_IsForgotten()
    {
        const int times = 100_000;
        var turn = 0;
        Lease? shared = null;
        var leaver = new Thread(() =>
        {
            for (var i = 1; i <= times; i++)
            {
                while (Volatile.Read(ref turn) != i)
                {
                    Thread.Yield();
                }

                shared!.Leave();
                Volatile.Write(ref turn, -i);
            }
        });
        leaver.Start();
        for (var i = 1; i <= times; i++)
        {
            var lease = gate.Open();
            lease.Settle(default, null);
            shared = Stay(lease);
            Volatile.Write(ref turn, i);
            lease.Dispose();
            while (Volatile.Read(ref turn) != -i)
            {
                Thread.Yield();
            }
        }

        leaver.Join();
        Assert.Equal(0, gate.Leases.Count);

        static Lease Stay(Lease of)
        {
            using var effect = of.Enter();
            return effect.Stay();
        }
    }

    [Fact]
    public async Task Enter_UntilTheGroundEnds_ThenNoMore()
    {
        var lease = await LeaseAsync();
        Assert.True(Entered(lease));
        Apply(Ground.Of(DeviceId.Create()), isFinal: true);
        Assert.True(Entered(lease));
        Apply(Ground.Of(device), isFinal: true);
        Assert.False(Entered(lease));
        Assert.False(lease.Holds);
        Assert.True(lease.IsEnded);
    }

    [Fact]
    public async Task Enter_GroundChanged_NoMoreUnderThisLease_ButItHasNotEnded()
    {
        var lease = await LeaseAsync();
        Apply(Ground.Of(device), isFinal: false);
        Assert.False(Entered(lease));
        Assert.False(lease.IsEnded);
        Assert.True(Entered(await LeaseAsync()));
    }

    /// <summary>An ending between the number and the settling is seen: there is no moment in which it could be missed.</summary>
    [Fact]
    public void Settle_EndedWhileItWasDecided_IsNotSettled()
    {
        using var lease = gate.Open();
        Apply(Ground.Of(device), isFinal: true);
        Assert.False(lease.Settle(GroundSet.Of(Ground.Of(device)), null));
        Assert.False(Entered(lease));
    }

    /// <summary>First the grant, then the token: what had moved already ends all the same, and whoever listens is told.</summary>
    [Fact]
    public async Task Ended_AfterItHasChanged_IsTold()
    {
        var lease = await LeaseAsync();
        var told = 0;
        lease.WhenEnded = () => told++;
        Apply(Ground.Of(device), isFinal: false);
        await gate.Scan.PassAsync();
        Assert.False(lease.IsEnded);
        Assert.Equal(0, told);
        Apply(Ground.Of(DeviceId.Create()), isFinal: true);
        await gate.Scan.PassAsync();
        Assert.False(lease.IsEnded);
        Apply(Ground.Of(device), isFinal: true);
        await gate.Scan.PassAsync();
        Assert.True(lease.IsEnded);
        Assert.Equal(1, told);
    }

    /// <summary>Who is asking whether he goes on is not done with what ended.</summary>
    [Fact]
    public async Task Changed_WhileItIsAsked_IsStillLeaving()
    {
        var lease = await LeaseAsync();
        var answer = new TaskCompletionSource();
        lease.AskAgain = _ => answer.Task;
        Apply(Ground.Of(device), isFinal: false);
        var pass = gate.Scan.PassAsync([Ground.Of(device)]);
        await Wait.UntilAsync(() => Task.FromResult(lease.IsAsked), "it to be asked");
        Assert.Equal(1, gate.Scan.CountLeaving([Ground.Of(device)]));
        Assert.False(pass.IsCompleted);
        answer.SetResult();
        Assert.Equal(0, await pass);
        Assert.Equal(0, gate.Scan.CountLeaving([Ground.Of(device)]));
    }

    [Fact]
    public async Task Ended_WhoeverListens_IsTold()
    {
        var lease = await LeaseAsync();
        var (ended, told) = (lease.Ended, 0);
        lease.WhenEnded = () => told++;
        Apply(Ground.Of(device), isFinal: true);
        await gate.Scan.PassAsync();
        Assert.True(ended.IsCancellationRequested);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Until_TheCredentialEndsByItself_AndNotBefore()
    {
        var lease = await LeaseAsync(time.GetUtcNow().AddMinutes(10));
        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        await gate.Scan.PassAsync();
        Assert.True(Entered(lease));
        time.Advance(TimeSpan.FromMilliseconds(1));
        await gate.Scan.PassAsync();
        Assert.False(Entered(lease));
    }

    /// <summary>A thread that is stopped inside a section: the pass does not say that all is over, and says so when it is.</summary>
    [Fact]
    public async Task Pass_SomebodyIsInside_IsNotConfirmed_UntilHeHasLeft()
    {
        var lease = await LeaseAsync();
        using var inside = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var stopped = new Thread(() =>
        {
            using var effect = lease.Enter();
            inside.Set();
            go.Wait();
        });
        stopped.Start();
        inside.Wait(TestContext.Current.CancellationToken);

        Apply(Ground.Of(device), isFinal: true);
        Assert.Equal(1, await gate.Scan.PassAsync());
        Assert.Equal((1, 0), (gate.Scan.CountLeaving([Ground.Of(device)]), gate.Scan.CountLeaving([Ground.Of(DeviceId.Create())])));
        go.Set();
        stopped.Join();
        Assert.Equal(0, await gate.Scan.PassAsync());
        Assert.Equal(0, gate.Scan.CountLeaving([Ground.Of(device)]));
    }

    [Fact]
    public async Task Pass_SleepingLeaseChanged_IsAskedAgain_BeforeThePassIsOver()
    {
        var lease = await LeaseAsync();
        var asked = 0;
        lease.AskAgain = _ =>
        {
            asked++;
            return Task.CompletedTask;
        };
        Apply(Ground.Of(device), isFinal: false);
        await gate.Scan.PassAsync();
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Pass_AskingFails_TheLeaseEnds_AndTheOthersAreAsked()
    {
        var (broken, whole) = (await LeaseAsync(), await LeaseAsync());
        var asked = 0;
        broken.AskAgain = _ => throw new InvalidOperationException("The store cannot answer.");
        whole.AskAgain = _ => Task.FromResult(++asked);
        Apply(Ground.Of(device), isFinal: false);
        await gate.Scan.PassAsync();
        Assert.True(broken.IsEnded);
        Assert.Equal(1, asked);
    }

    /// <summary>
    /// Dekker: threads enter and leave without pause while endings are applied. Once a pass that began after an ending is over, nobody who entered before is inside,
    /// and nobody enters any more.
    /// </summary>
    [Fact]
    public async Task Enter_WhileEndingsAreApplied_NothingHappensAfterThePass()
    {
        for (var round = 0; round < 200; round++)
        {
            var lease = await LeaseAsync();
            var (isOver, after, effects) = (false, 0, 0);
            using var started = new CountdownEvent(2);
            var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
            {
                started.Signal();
                while (!Volatile.Read(ref isOver) || effects == 0)
                {
                    using var effect = lease.Enter();
                    if (!effect.Allowed)
                    {
                        return;
                    }

                    Interlocked.Increment(ref effects);
                    if (Volatile.Read(ref isOver))
                    {
                        Interlocked.Increment(ref after);
                    }
                }
            })).ToArray();
            Array.ForEach(threads, t => t.Start());
            started.Wait(TestContext.Current.CancellationToken);
            Apply(Ground.Of(device), isFinal: true);
            Assert.Equal(0, await gate.Scan.PassAsync());
            Volatile.Write(ref isOver, true);
            Array.ForEach(threads, t => Assert.True(t.Join(Wait.Limit)));
            Assert.Equal(0, after);
        }
    }

    private static bool Entered(Lease lease)
    {
        using var effect = lease.Enter();
        return effect.Allowed;
    }

    private void Apply(Ground ground, bool isFinal) => gate.Table.Apply([new Ending(ground, isFinal)], gate.Table.Applied + 1);

    private async Task<Lease> LeaseAsync(DateTimeOffset? until = null) =>
        (await gate.SelfAsync(TestGate.Device(device, until), DeviceAction.Connect)).Lease;
}

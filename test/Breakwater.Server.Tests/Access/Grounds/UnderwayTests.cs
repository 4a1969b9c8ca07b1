using System.IO.Pipelines;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Gateway.Outbound;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Access.Grounds;

/// <summary>Bytes whose reader takes his time: a revocation waits for them or has them aborted, and nobody else's waits.</summary>
public sealed class UnderwayTests : IAsyncLifetime
{
    private readonly TestGate gate = new();
    private readonly DeviceId device = DeviceId.Create();
    private readonly TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Lease lease = null!;
    private long number;

    public async ValueTask InitializeAsync() => lease = await LeaseAsync();

    public ValueTask DisposeAsync()
    {
        lease.Dispose();
        return gate.DisposeAsync();
    }

    [Fact]
    public async Task Ends_IsAborted_AndThePassWaitsUntilItIsOver()
    {
        var underway = Guarded();
        Apply(device, isFinal: true);
        var pass = gate.Scan.PassAsync([Ground.Of(device)]);
        await Wait.ForAsync(aborted.Task, "the abort");
        Assert.False(pass.IsCompleted);
        underway.Done();
        Assert.Equal(0, await Wait.ForAsync(pass, "the pass"));
    }

    [Fact]
    public async Task SomebodyElsesPass_DoesNotWaitForIt()
    {
        var underway = Guarded();
        Apply(device, isFinal: true);
        var own = gate.Scan.PassAsync([Ground.Of(device)]);
        var other = DeviceId.Create();
        Apply(other, isFinal: true);
        Assert.Equal(0, await Wait.ForAsync(gate.Scan.PassAsync([Ground.Of(other)]), "somebody else's pass"));
        Assert.False(own.IsCompleted);
        underway.Done();
        Assert.Equal(0, await Wait.ForAsync(own, "the pass"));
    }

    [Fact]
    public async Task Changes_TakenInTime_IsNotAborted_AndWhoSleepsIsTold()
    {
        var underway = Guarded();
        var told = lease.Ended;
        Apply(device, isFinal: false);
        var pass = gate.Scan.PassAsync([Ground.Of(device)]);
        await Wait.UntilAsync(() => Task.FromResult(told.IsCancellationRequested), "the sleeper to be told");
        underway.Done();
        Assert.Equal(0, await Wait.ForAsync(pass, "the pass"));
        Assert.False(aborted.Task.IsCompleted);
    }

    [Fact]
    public async Task Changes_NotTaken_IsAbortedAfterAWhile()
    {
        var underway = Guarded();
        Apply(device, isFinal: false);
        var pass = gate.Scan.PassAsync([Ground.Of(device)]);
        await Wait.ForAsync(aborted.Task, "the abort");
        underway.Done();
        Assert.Equal(0, await Wait.ForAsync(pass, "the pass"));
    }

    /// <summary>What ends between the section's beginning and the guard is told late; by then the connection may be somebody else's.</summary>
    [Fact]
    public async Task EndsBeforeTheGuard_IsAborted_ButNotAfterItIsDone()
    {
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        EndInside(() => late.SetResult(), isDone: false);
        await Wait.ForAsync(late.Task, "the abort");

        lease = await LeaseAsync();
        EndInside(() => aborted.SetResult(), isDone: true).TellLate(lease);
        Assert.False(aborted.Task.IsCompleted);
    }

    /// <summary>A device that does not read, and whose connection changes and goes on: neither its own pass nor anybody's waits for it to read.</summary>
    [Fact]
    public async Task StalledConnection_AskedAndLetInAgain_HoldsUpNobody()
    {
        var wire = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        var version = new MqttVersionBox();
        var outbound = new OutboundQueue(wire.Writer, new AckQueue(), version, TimeProvider.System, () => aborted.TrySetResult());
        var queue = new DeliveryQueue(outbound, version, () => lease, () => aborted.TrySetResult(), TimeProvider.System);
        outbound.Taken = queue.Taken;
        lease.AskAgain = async earlier =>
        {
            lease = await LeaseAsync();
            queue.GoOn(lease);
            earlier.Dispose();
        };
        Assert.True(queue.TryAdd(new Delivery("twin/desired", new byte[100], QualityOfService.AtLeastOnce)));
        await Wait.UntilAsync(() => Task.FromResult(outbound.StuckFor() > TimeSpan.Zero), "it to be stuck");

        Apply(device, isFinal: false);
        Assert.Equal(0, await Wait.ForAsync(gate.Scan.PassAsync([Ground.Of(device)]), "the pass"));
        var ended = DeviceId.Create();
        Apply(ended, isFinal: true);
        Assert.Equal(0, await Wait.ForAsync(gate.Scan.PassAsync(), "the next pass"));
        Assert.False(aborted.Task.IsCompleted);

        // It is still in the section of what it goes on under.
        Apply(device, isFinal: true);
        var last = gate.Scan.PassAsync([Ground.Of(device)]);
        await Wait.UntilAsync(() => Task.FromResult(lease.IsEnded), "the lease to end");
        Assert.Equal(1, gate.Scan.CountLeaving([Ground.Of(device)]));
        Assert.False(last.IsCompleted);
        await wire.Reader.CompleteAsync();
        Assert.Equal(0, await Wait.ForAsync(last, "the last pass"));
    }

    private async Task<Lease> LeaseAsync() => (await gate.SelfAsync(TestGate.Device(device), DeviceAction.Connect)).Lease;

    private void Apply(DeviceId ground, bool isFinal) => gate.Table.Apply([new Ending(Ground.Of(ground), isFinal)], ++number);

    private Underway Guarded()
    {
        var underway = new Underway(() => aborted.TrySetResult());
        using var section = lease.Enter();
        underway.Guard(section);
        return underway;
    }

    private Underway EndInside(Action abort, bool isDone)
    {
        var underway = new Underway(abort);
        using var section = lease.Enter();
        Apply(device, isFinal: true);
        Assert.False(lease.Holds);
        underway.Guard(section);
        if (isDone)
        {
            underway.Done();
        }

        return underway;
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Asking;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Gateway.Outbound;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Access;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Gateway;

/// <summary>What somebody ordered is decided as it is written.</summary>
public sealed class DeliveryQueueTests : IAsyncLifetime
{
    private static readonly Verdict Active = new(null, "self", "", null, null, default, "m1");

    private readonly FakeTimeProvider time = new();
    private readonly DeviceId device = DeviceId.Create();
    private readonly Actor actor = new();
    private readonly List<string> sent = [];
    private readonly List<string> withdrawn = [];
    private readonly Pipe wire = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
    private readonly TaskCompletionSource cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock arriving = new();
    private readonly MemoryStream arrived = new();
    private TaskCompletionSource mayTake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task reading = Task.CompletedTask;
    private readonly DataFolder folder = new(RunningServer.NewFolder());
    private long number;
    private Database database = null!;
    private TestGate gate = null!;
    private Lease connection = null!;
    private OutboundQueue outbound = null!;
    private DeliveryQueue queue = null!;

    public async ValueTask InitializeAsync()
    {
        database = await Database.OpenAsync(folder, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        gate = new TestGate(time, database) { DeviceActor = actor };
        connection = (await gate.SelfAsync(TestGate.Device(device), DeviceAction.Connect)).Lease;
        var version = new MqttVersionBox();
        outbound = new OutboundQueue(wire.Writer, new AckQueue(), version, time, () => cut.TrySetResult());
        mayTake.SetResult();
        reading = ReadAsync();
        queue = new DeliveryQueue(outbound, version, () => connection, () => cut.TrySetResult(), time)
        {
            Errands = gate.Errands,
            Sent = d => Note(sent, d),
            Withdrawn = d => Note(withdrawn, d),
        };
        outbound.Taken = queue.Taken;
        outbound.Room = queue.Pump;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Close();
        mayTake.TrySetResult();
        await wire.Writer.CompleteAsync();
        await reading;
        connection.Dispose();
        await gate.DisposeAsync();
        await database.DisposeAsync();
        RunningServer.Delete(folder.Path);
    }

    [Fact]
    public async Task Add_NothingEndedSince_IsWritten_AndNobodyIsAsked()
    {
        await AddAsync("a");
        Assert.Equal(["a"], sent);
        await UntilAsync(() => gate.Leases.Count == 1, "its lease to be closed");
    }

    [Fact]
    public async Task Add_SomethingElseEnded_IsWritten_AndNobodyIsAsked()
    {
        var order = await OrderAsync("a");
        End(GroundKind.Credential, "token:other", isFinal: true);
        queue.TryAdd(order);
        Assert.Equal(["a"], sent);
    }

    [Fact]
    public async Task Asked_WhatWasOrderedAfterItWaits_AndNothingElse()
    {
        var (first, second) = (await OrderAsync("a"), await OrderAsync("b"));
        Change();
        queue.TryAdd(first);
        queue.TryAdd(second);
        queue.TryAdd(new Delivery("desired", [], QualityOfService.AtLeastOnce));
        Assert.Equal(["desired"], sent);

        (await actor.AskedAsync()).SetResult(Active);
        (await actor.AskedAsync()).SetResult(Active);
        await UntilAsync(() => sent.Count == 3, "both to be sent");
        Assert.Equal(["desired", "a", "b"], sent);
        await UntilAsync(() => gate.Leases.Count == 1, "their leases to be closed");
    }

    [Fact]
    public async Task Refused_IsWithdrawn_AndTheNextComes()
    {
        var first = await OrderAsync("a");
        Change();
        queue.TryAdd(first);
        await AddAsync("b");
        Assert.Empty(sent);
        (await actor.AskedAsync()).SetResult(Verdict.Refused(RefusalReason.DeviceNotActive));
        await UntilAsync(() => sent.Count == 1, "the next");
        Assert.Equal(["a"], withdrawn);
        Assert.Equal(["b"], sent);
    }

    [Fact]
    public async Task Granted_ChangedBeforeItIsWritten_IsAskedAgain()
    {
        var order = await OrderAsync("a");
        Change();
        queue.TryAdd(order);
        var asked = await actor.AskedAsync();

        // The connection has to be asked for first, and what it was written under moves meanwhile.
        End(GroundKind.Device, device.ToString(), isFinal: false);
        asked.SetResult(Active);
        (await actor.AskedAsync()).SetResult(Active);
        await UntilAsync(() => gate.Leases.Count == 2, "it to wait for its connection");
        Assert.Empty(sent);
        Change();
        var earlier = connection;
        connection = (await gate.SelfAsync(TestGate.Device(device), DeviceAction.Connect)).Lease;
        earlier.Dispose();
        queue.Pump();
        (await actor.AskedAsync()).SetResult(Active);
        await UntilAsync(() => sent.Count == 1, "it to be sent");
        await UntilAsync(() => gate.Leases.Count == 1, "its lease to be closed");
    }

    [Fact]
    public async Task Closed_WhileAsked_LeavesNothing()
    {
        var order = await OrderAsync("a");
        Change();
        queue.TryAdd(order);
        var asked = await actor.AskedAsync();
        queue.Close();
        asked.SetResult(Active);
        await UntilAsync(() => gate.Leases.Count == 1, "its lease to be closed");
        Assert.Empty(sent);
        Assert.Empty(withdrawn);
        Assert.False(queue.TryAdd(order));
    }

    [Fact]
    public async Task Undecided_Waits_AndIsAskedAgain()
    {
        var undecided = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Undecided = e => undecided.TrySetResult(e);
        var order = await OrderAsync("a");
        Change();
        queue.TryAdd(order);
        (await actor.AskedAsync()).SetException(new StoreUnavailableException("down"));
        Assert.IsType<StoreUnavailableException>(await Wait.ForAsync(undecided.Task, "the failure"));
        Assert.Empty(sent);
        var asking = actor.AskedAsync();
        await UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return asking.IsCompleted;
            },
            "it to be asked again");
        (await asking).SetResult(Active);
        await UntilAsync(() => sent.Count == 1, "it to be sent");
        Assert.Empty(withdrawn);
    }

    [Fact]
    public async Task DeviceTakesNothing_WhatIsOrderedWaits_AndIsDecidedWhenItDoes()
    {
        mayTake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await AddAsync("a");
        await UntilAsync(() => outbound.StuckFor() > TimeSpan.Zero || Later(), "it to be stuck");
        await AddAsync("b");
        Assert.Equal(["a"], sent);

        // The second is under way nowhere, so its end does not end the connection.
        End(GroundKind.Principal, PrincipalId.LocalOperator.ToString(), isFinal: false);
        mayTake.SetResult();
        (await actor.AskedAsync()).SetResult(Verdict.Refused(RefusalReason.DeviceNotActive));
        await UntilAsync(() => withdrawn.Count == 1, "it to be withdrawn");
        Assert.Equal(["a"], sent);
        Assert.DoesNotContain("b", Arrived, StringComparison.Ordinal);
        Assert.False(cut.Task.IsCompleted);
    }

    [Fact]
    public async Task DeviceTakesNothing_WhatItWasGivenIsCutOffWhenItsOrderEnds_AndTheRevocationWaitsForIt()
    {
        mayTake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await AddAsync("a");
        await UntilAsync(() => outbound.StuckFor() > TimeSpan.Zero || Later(), "it to be stuck");
        End(GroundKind.Principal, PrincipalId.LocalOperator.ToString(), isFinal: true);
        var pass = gate.Scan.PassAsync();
        await Wait.ForAsync(cut.Task, "the connection to be cut");
        Assert.False(pass.IsCompleted);
        mayTake.SetResult();
        Assert.Equal(0, await Wait.ForAsync(pass, "the pass"));
        await UntilAsync(() => gate.Leases.Count == 1, "its lease to be closed");
    }

    /// <summary>In the course of things the time of an order runs out; that is no reason to cut a device off, until a cause comes.</summary>
    [Fact]
    public async Task DeviceTakesNothing_TheTimeOfWhatItWasGivenRunsOut_ItIsCutOffOnlyForCause()
    {
        mayTake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var order = await OrderAsync("a");
        queue.TryAdd(order with { Errand = order.Errand! with { Until = time.GetUtcNow() + TimeSpan.FromSeconds(2) } });
        await UntilAsync(() => outbound.StuckFor() > TimeSpan.Zero || Later(), "it to be stuck");
        Assert.Equal(["a"], sent);
        time.Advance(TimeSpan.FromSeconds(3));
        await gate.Scan.PassAsync();
        Assert.False(cut.Task.IsCompleted);

        End(GroundKind.Principal, PrincipalId.LocalOperator.ToString(), isFinal: true);
        var pass = gate.Scan.PassAsync();
        await Wait.ForAsync(cut.Task, "the connection to be cut");
        mayTake.SetResult();
        Assert.Equal(0, await Wait.ForAsync(pass, "the pass"));
    }

    /// <summary>The clock stands still otherwise.</summary>
    private bool Later()
    {
        time.Advance(TimeSpan.FromMilliseconds(1));
        return false;
    }

    private string Arrived
    {
        get
        {
            lock (arriving)
            {
                return Encoding.UTF8.GetString(arrived.ToArray());
            }
        }
    }

    /// <summary>A device that asks for its desired state and never confirms it makes nobody keep more than so many bytes, and gets the newest when it has confirmed.</summary>
    [Fact]
    public async Task Add_States_FewBytesAreUnderWay_AndTheNewestWaits()
    {
        List<int> sizes = [];
        ushort id = 0;
        queue.Sent = d =>
        {
            lock (sizes)
            {
                sizes.Add(d.Payload.Length);
            }
        };
        for (var i = 1; i <= 1000; i++)
        {
            Assert.True(queue.TryAdd(State("desired", 60_000 + i)));
            await UntilAsync(() => sizes.Count == Math.Min(i, 8), "what may go to go");
        }

        Assert.Equal(Enumerable.Range(60_001, 8), sizes);
        Assert.Equal(60_001, Confirm());
        await UntilAsync(() => sizes.Count == 9, "the newest to go");
        Assert.Equal(61_000, sizes[^1]);

        // Too large for what is left: it goes alone, and the one behind it does not overtake it.
        Assert.True(queue.TryAdd(State("desired", 700_000)));
        Assert.True(queue.TryAdd(State("other", 1)));
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(9, sizes.Count);
            Assert.InRange(Confirm(), 60_002, 61_000);
        }

        await UntilAsync(() => sizes.Count == 10, "the large one to go");
        Assert.Equal(700_000, Confirm());
        await UntilAsync(() => sizes.Count == 11, "the last to go");

        // Ids that were drawn for what could not be written yet are passed over.
        int Confirm()
        {
            Delivery? confirmed;
            do
            {
                confirmed = queue.Acknowledge(++id);
            }
            while (confirmed is null && id < 1000);
            return confirmed!.Payload.Length;
        }

        static Delivery State(string topic, int bytes) => new(topic, new byte[bytes], QualityOfService.AtLeastOnce, IsState: true);
    }

    /// <summary>Whatever the device says it takes: Receive Maximum is up to 65,535.</summary>
    [Fact]
    public async Task Add_NeverConfirmed_HoldsFew()
    {
        var (sent, taken) = (0, 0);
        queue.Sent = _ => Interlocked.Increment(ref sent);
        queue.ReceiveMaximum = ushort.MaxValue;

        // One after the other, since none is taken behind one that is still being written.
        for (var i = 1; i <= 256; i++)
        {
            Add();
            await UntilAsync(() => Volatile.Read(ref sent) == i, "it to be sent");
        }

        while (Add())
        {
        }

        Assert.Equal(512, taken);
        Assert.Equal(256, sent);

        bool Add()
        {
            var isTaken = queue.TryAdd(new Delivery("answer", [], QualityOfService.AtLeastOnce));
            taken += isTaken ? 1 : 0;
            return isTaken;
        }
    }

    /// <summary>The device: takes what has come when the test lets it.</summary>
    private async Task ReadAsync()
    {
        while (true)
        {
            var result = await wire.Reader.ReadAsync(TestContext.Current.CancellationToken);
            await mayTake.Task;
            if (cut.Task.IsCompleted)
            {
                await wire.Reader.CompleteAsync();
                return;
            }

            lock (arriving)
            {
                arrived.Write(result.Buffer.ToArray());
            }

            wire.Reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private static void Note(List<string> list, Delivery delivery)
    {
        lock (list)
        {
            list.Add(delivery.Topic);
        }
    }

    private static Task UntilAsync(Func<bool> isSo, string what) => Wait.UntilAsync(() => Task.FromResult(isSo()), what);

    private void Change() => End(GroundKind.Principal, PrincipalId.LocalOperator.ToString(), isFinal: false);

    private void End(GroundKind kind, string id, bool isFinal) => gate.Table.Apply([new Ending(Ground.Of(kind, id), isFinal)], ++number);

    private async Task AddAsync(string topic) => queue.TryAdd(await OrderAsync(topic));

    private async Task<Delivery> OrderAsync(string topic)
    {
        var permit = await gate.OperatorAsync(device, DeviceAction.ManageDevice);
        permit.Lease.Dispose();
        return new Delivery(
            topic, [], QualityOfService.AtLeastOnce, Command: CommandId.Create(time.GetUtcNow()), Errand: permit.ToErrand("command"));
    }

    /// <summary>Answers for the device when the test says so.</summary>
    private sealed class Actor : IAdmits
    {
        private readonly System.Threading.Channels.Channel<TaskCompletionSource<Verdict>> asked =
            System.Threading.Channels.Channel.CreateUnbounded<TaskCompletionSource<Verdict>>();

        public ValueTask<Verdict> AskAsync(Ask ask)
        {
            var answer = new TaskCompletionSource<Verdict>(TaskCreationOptions.RunContinuationsAsynchronously);
            asked.Writer.TryWrite(answer);
            return new ValueTask<Verdict>(answer.Task);
        }

        public Task<TaskCompletionSource<Verdict>> AskedAsync() =>
            Wait.ForAsync(asked.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask(), "somebody to be asked");
    }
}

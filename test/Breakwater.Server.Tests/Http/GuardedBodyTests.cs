using System.IO.Pipelines;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Http.Holding;
using Breakwater.Server.Http.Walk;
using Breakwater.Server.Tests.Access;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Http;

/// <summary>Nothing of an answer leaves before its entry, nor after its lease has ended, and no more than the limit is held for it (laws 6, 8 and 11).</summary>
public sealed class GuardedBodyTests : IAsyncLifetime
{
    private const int Piece = 64 * 1024;

    private readonly TestGate gate = new();
    private readonly MemoryStream left = new();
    private readonly DeviceId device = DeviceId.Create();
    private readonly HeldShare share = new HeldBytes(new AccessOptions()).Open(PrincipalId.LocalOperator);
    private Lease lease = null!;

    public async ValueTask InitializeAsync() => lease = (await gate.SelfAsync(TestGate.Device(device), DeviceAction.Connect)).Lease;

    public ValueTask DisposeAsync()
    {
        lease.Dispose();
        share.Dispose();
        return gate.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReaderThatTakesNothing_IsCut_UnlessItIsAStream(bool isStream)
    {
        var time = new FakeTimeProvider();
        var wire = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        var cut = 0;
        using var body = new GuardedBody(wire.Writer, share, 10, () => default, () => lease, () => default, () => cut++, () => { }, 4096, time) { IsStream = isStream };
        var writing = body.WriteAsync(new byte[4096], TestContext.Current.CancellationToken).AsTask();
        time.Advance(TimeSpan.FromSeconds(46));
        Assert.Equal((0, false), (cut, writing.IsCompleted));
        time.Advance(TimeSpan.FromSeconds(2));
        if (isStream)
        {
            Assert.Equal((0, false), (cut, writing.IsCompleted));
            await wire.Reader.CompleteAsync();
        }

        Assert.True((await Wait.ForAsync(writing, "the writer")).IsCompleted);
        Assert.Equal(isStream ? 0 : 1, cut);
    }

    [Fact]
    public async Task WithinTheLimit_NothingLeaves_UntilReleased()
    {
        var (body, told) = Body(limit: 100);
        await body.WriteAsync(new byte[60], TestContext.Current.CancellationToken);
        await body.WriteAsync(new byte[40], TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), ((int)left.Length, told.Count));

        await body.ReleaseAsync();
        await body.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal([100L], told);
        Assert.Equal(100, left.Length);
    }

    [Fact]
    public async Task BeyondTheLimit_TheEntryComesFirst_TellsOfAllThatIsKnown_AndOnce()
    {
        var (body, told) = Body(limit: 100);
        await body.WriteAsync(new byte[60], TestContext.Current.CancellationToken);
        await body.WriteAsync(new byte[1000], TestContext.Current.CancellationToken);
        await body.WriteAsync(new byte[5], TestContext.Current.CancellationToken);
        Assert.Equal([1060L], told);
        Assert.Equal((1065, 1065L), ((int)left.Length, body.Length));
    }

    [Fact]
    public async Task EntryFails_NothingLeaves()
    {
        var body = new GuardedBody(PipeWriter.Create(left), share, 10, () => throw new InvalidOperationException("no ledger"), () => lease, () => default, () => { }, () => { }, Piece);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await body.WriteAsync(new byte[1000], TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await body.ReleaseAsync());
        Assert.Equal(0, left.Length);
        Assert.False(body.IsReleased);
    }

    [Fact]
    public async Task LeaseEnds_NothingMoreLeaves_UnlessItIsAskedForAgain()
    {
        var asked = 0;
        var body = new GuardedBody(PipeWriter.Create(left), share, 10, () => default, () => lease, () => ++asked == 1 ? throw new OperationCanceledException() : Again(), () => { }, () => { }, Piece);
        await body.WriteAsync(new byte[100], TestContext.Current.CancellationToken);
        gate.Table.Apply([new Ending(Ground.Of(device), IsFinal: true)], 1);

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await body.WriteAsync(new byte[7], TestContext.Current.CancellationToken));
        Assert.Equal(100, left.Length);
        await body.WriteAsync(new byte[7], TestContext.Current.CancellationToken);
        Assert.Equal(107, left.Length);

        async ValueTask Again() => lease = (await gate.SelfAsync(TestGate.Device(device), DeviceAction.Connect)).Lease;
    }

    [Fact]
    public async Task ReaderTakesNothing_TheRestIsCutOffWhenTheLeaseEnds_AndARevocationWaitsForIt()
    {
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var wire = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        var body = new GuardedBody(wire.Writer, share, 10, () => default, () => lease, () => throw new OperationCanceledException(), () => { }, () => cut.SetResult(), Piece);
        var writing = body.WriteAsync(new byte[200_000], TestContext.Current.CancellationToken).AsTask();
        gate.Table.Apply([new Ending(Ground.Of(device), IsFinal: true)], 1);
        var pass = gate.Scan.PassAsync();
        await Wait.ForAsync(cut.Task, "the answer to be cut off");
        Assert.False(pass.IsCompleted || writing.IsCompleted);
        var begun = await wire.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Piece, begun.Buffer.Length);
        await wire.Reader.CompleteAsync();
        Assert.Equal(0, await Wait.ForAsync(pass, "the pass"));
        Assert.True((await writing).IsCompleted);
    }

    /// <summary>When an entry is told of, nothing has left.</summary>
    private (GuardedBody Body, List<long> Told) Body(int limit)
    {
        var told = new List<long>();
        GuardedBody? body = null;
        body = new GuardedBody(PipeWriter.Create(left), share, limit, Tell, () => lease, () => throw new InvalidOperationException("The lease holds."), () => { }, () => { }, Piece);
        return (body, told);

        ValueTask Tell()
        {
            Assert.Equal(0, left.Length);
            told.Add(body!.Length);
            return default;
        }
    }
}

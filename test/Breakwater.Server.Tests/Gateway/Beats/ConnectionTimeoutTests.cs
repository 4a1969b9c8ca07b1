using System.IO.Pipelines;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Gateway.Beats;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Gateway.Serving;
using Breakwater.Server.Tests.Access;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Gateway.Beats;

/// <summary>What the heartbeat ends, by a clock that the test turns.</summary>
public sealed class ConnectionTimeoutTests : IAsyncLifetime
{
    private static readonly GatewayOptions Options = new();

    private readonly FakeTimeProvider time = new();
    private readonly GatewayConnections connections = new(Options);
    private readonly Arrivals arrivals;
    private readonly TestHeartbeat heart;

    public ConnectionTimeoutTests()
    {
        arrivals = new Arrivals(Options, time);
        heart = new TestHeartbeat(time, [connections, arrivals]);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => heart.DisposeAsync();

    [Fact]
    public void Silent_ForLongerThanAgreed_IsAskedToClose_AndOthersAreNot()
    {
        var (silent, patient, eternal) = (Add(TimeSpan.FromSeconds(15)), Add(TimeSpan.FromSeconds(90)), Add(null));
        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Null(silent.CloseRequest);
        time.Advance(Heartbeat.Interval);
        Assert.Equal(ReasonCode.KeepAliveTimeout, silent.CloseRequest?.Reason);
        Assert.Null(patient.CloseRequest);
        time.Advance(TimeSpan.FromDays(1));
        Assert.NotNull(patient.CloseRequest);
        Assert.Null(eternal.CloseRequest);
    }

    [Fact]
    public async Task OneThatCannotBeClosed_KeepsNobodyFromBeingClosed_AndIsCut()
    {
        var all = Enumerable.Range(0, 50).Select(i => Add(TimeSpan.FromSeconds(2), i % 10 == 5)).ToArray();
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.All(all, c => Assert.Equal(ReasonCode.KeepAliveTimeout, c.CloseRequest?.Reason));
        Assert.Single(heart.Failures);
        time.Advance(TimeSpan.FromSeconds(1));
        await Wait.ForAsync(Task.WhenAll(all.Select(ClosedAsync)), "the transports to be cut");
    }

    /// <summary>What it says waits unread: of its rate, its unread answers or a busy store it is not to blame as silent.</summary>
    [Fact]
    public void NotListenedTo_IsNotSilent_AndHasTheWholeTimeAfterwards()
    {
        var connection = Add(TimeSpan.FromSeconds(15));
        connection.Heard();
        connection.StopListening();
        time.Advance(TimeSpan.FromMinutes(10));
        connection.Listen();
        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Null(connection.CloseRequest);
        time.Advance(Heartbeat.Interval);
        Assert.NotNull(connection.CloseRequest);
    }

    /// <summary>A byte now and then of a packet that never comes is silence (MQTT 5.0 §3.1.2.10 counts packets), also of a device that is read more slowly.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void PartOfAPacket_GetsNoMoreTime(int stops)
    {
        var connection = Add(TimeSpan.FromSeconds(15));
        for (var second = 0; second < 16; second++)
        {
            for (var stop = 0; stop < stops; stop++)
            {
                connection.StopListening();
            }

            time.Advance(stops > 0 ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero);
            connection.Listen();
            time.Advance(Heartbeat.Interval);
        }

        Assert.NotNull(connection.CloseRequest);
    }

    [Fact]
    public async Task Pause_EndsWithItsTime_OrAsTheConnectionIsAskedToClose()
    {
        var connection = Add(null);
        var pause = connection.PauseAsync(TimeSpan.FromMilliseconds(10));
        time.Advance(TimeSpan.FromMilliseconds(9));
        Assert.False(pause.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await Wait.ForAsync(pause, "the pause to end");

        pause = connection.PauseAsync(TimeSpan.FromHours(1));
        Assert.False(pause.IsCompleted);
        connection.RequestClose(ReasonCode.AdministrativeAction);
        await Wait.ForAsync(pause, "the pause to end with the connection");
        await Wait.ForAsync(connection.PauseAsync(TimeSpan.FromHours(1)), "a pause of a connection that ends");
    }

    [Fact]
    public async Task NoConnect_IsGivenUpInTime()
    {
        var pipe = new Pipe();
        var first = FirstPacket.ReadAsync(TransportOf(pipe.Reader), arrivals, Options);

        // A byte now and then gets no more time.
        for (var second = 0; second < 15; second++)
        {
            await pipe.Writer.WriteAsync(new byte[] { 0x10 }.AsMemory(0, second == 0 ? 1 : 0), TestContext.Current.CancellationToken);
            time.Advance(Heartbeat.Interval);
        }

        Assert.False(first.IsCompleted);
        time.Advance(Heartbeat.Interval);
        Assert.Equal(new FirstPacket(null, null, "no CONNECT in time"), await Wait.ForAsync(first, "the peer to be given up"));
    }

    [Fact]
    public async Task Arrival_GivenUp_StaysSo_AndOneThatHasLeftIsNotDisturbed()
    {
        var (late, left) = (new Pipe(), new Pipe());
        var arrival = arrivals.Enter(late.Reader);
        Assert.True(arrivals.Leave(arrivals.Enter(left.Reader)));
        time.Advance(Options.ConnectTimeout + (2 * Heartbeat.Interval));
        Assert.False(arrivals.Leave(arrival));
        Assert.True(late.Reader.TryRead(out var ended) && ended.IsCanceled);
        Assert.False(left.Reader.TryRead(out _));
        await left.Writer.CompleteAsync();
    }

    private static async Task ClosedAsync(MqttConnection connection)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = connection.Closed.Register(closed.SetResult);
        await closed.Task;
    }

    private MqttConnection Add(TimeSpan? silenceLimit, bool isBroken = false)
    {
        var pipe = new Pipe();
        var transport = TransportOf(isBroken ? new BrokenReader() : pipe.Reader);
        var connection = new MqttConnection(transport, TestGate.Device(DeviceId.Create()), Options, time) { SilenceLimit = silenceLimit };
        connection.Listen();
        connections.Add(connection);
        return connection;
    }

    private static DefaultConnectionContext TransportOf(PipeReader input) => new(Guid.NewGuid().ToString(), new Ends(input, new Pipe().Writer), new Ends(input, new Pipe().Writer));

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class BrokenReader : PipeReader
    {
        public override void CancelPendingRead() => throw new InvalidOperationException("broken");

        public override void AdvanceTo(SequencePosition consumed) => throw new NotSupportedException();

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => throw new NotSupportedException();

        public override void Complete(Exception? exception = null) => throw new NotSupportedException();

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();
    }
}

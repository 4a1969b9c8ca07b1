using System.Collections.Concurrent;
using System.Text;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Subscribing;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation.Interleaving;

/// <summary>A device's connection: what is sent over it, and everything that arrives, in its order.</summary>
internal sealed class DeviceSide : IAsyncDisposable
{
    public const uint WillDelaySeconds = 1;

    private static readonly string[] Topics = ["telemetry/t", "telemetry/t", "twin/reported", "events/e", "maps/m"];

    private readonly MqttWire wire;
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<ushort, TaskCompletionSource<int>> owed = [];
    private readonly List<object> arrived = [];
    private readonly Task reading;
    private Task writing = Task.CompletedTask;
    private int reports;

    private DeviceSide(MqttWire wire)
    {
        this.wire = wire;
        reading = ReadAsync();
    }

    /// <summary>Either side has closed.</summary>
    public Task Ended => reading;

    public static async Task<DeviceSide> ConnectAsync(ServerDoors doors, EnrolledDevice device)
    {
        var side = new DeviceSide(await MqttWire.ConnectAsync(doors, device, MqttWire.Hello with
        {
            SessionExpiryInterval = 600,
            Will = new WillMessage { Topic = "events/will", Payload = Encoding.UTF8.GetBytes("1"), Qos = QualityOfService.AtLeastOnce, DelayInterval = WillDelaySeconds },
        }));
        await side.SubscribeAsync();
        return side;
    }

    /// <summary>Another CONNECT with the same certificate, which is refused: it must change nothing for the connection that there is.</summary>
    public static async Task BeRefusedAsync(ServerDoors doors, EnrolledDevice device)
    {
        var (refused, answer) = await MqttWire.TryConnectAsync(doors, device, MqttWire.Hello with { AuthenticationMethod = "x" });
        await using var _ = refused;
        Assert.Equal(ReasonCode.BadAuthenticationMethod, answer.Reason);
        await refused.EndAsync();
    }

    /// <summary>Whatever there is to read, so that reads find it.</summary>
    public async Task FillAsync()
    {
        foreach (var topic in Topics)
        {
            Assert.True((await PublishAsync(topic)).Succeeded, topic);
        }
    }

    public Task<Use> AnyAsync(Random random) => random.Next(10) == 0 ? SubscribeAsync() : PublishAsync(Topics[random.Next(Topics.Length)]);

    /// <summary>What came after the answer to this has been written after it, too.</summary>
    public Task PingAsync() => SendAsync(() => wire.SendAsync(PacketWriter.WritePingReq));

    /// <summary>Commands that came, in their order.</summary>
    /// <param name="afterPing">Only those after the first answer to a ping.</param>
    public IReadOnlyList<string> Commands(bool afterPing)
    {
        lock (arrived)
        {
            return [.. arrived.SkipWhile(p => afterPing && p is not Pong).OfType<Published>().Select(p => p.Topic)
                .Where(t => t.StartsWith("commands/", StringComparison.Ordinal))];
        }
    }

    /// <summary>As a cut cable.</summary>
    public async ValueTask DisposeAsync()
    {
        await wire.DisposeAsync();
        await reading;
    }

    private Task<Use> PublishAsync(string topic) => UseAsync(
        $"publish {topic.Split('/')[0]}", id => wire.SendAsync(MqttWire.PublishBytes(wire.Version, topic, $$"""{"n":{{Interlocked.Increment(ref reports)}}}""", id)));

    private Task<Use> SubscribeAsync() => UseAsync("subscribe", id => wire.SendAsync(output => PacketWriter.WriteSubscribe(output, wire.Version, new SubscribePacket
    {
        PacketId = id,
        Subscriptions = [new SubscriptionRequest("commands/#", QualityOfService.AtLeastOnce), new SubscriptionRequest("twin/desired", QualityOfService.AtLeastOnce)],
    })));

    private async Task<Use> UseAsync(string name, Func<ushort, Task> sendAsync)
    {
        var (begun, answer) = (Use.Now, new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously));
        await SendAsync(() =>
        {
            var id = wire.NextId();
            owed[id] = answer;
            begun = Use.Now;
            return sendAsync(id);
        });
        var status = await Task.WhenAny(answer.Task, Ended) == answer.Task ? await answer.Task : 0;
        return new Use(name, null, Standing.Connection, begun, Use.Now, status, "");
    }

    /// <summary>One after the other.</summary>
    private Task SendAsync(Func<Task> write)
    {
        lock (gate)
        {
            return writing = SendAfterAsync(writing, write);
        }
    }

    private static async Task SendAfterAsync(Task before, Func<Task> write)
    {
        await before;
        try
        {
            await write();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut; what was owed is not answered.
            TestContext.Current.SendDiagnosticMessage(exception.Message);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var packet = await wire.TakeAsync<object>("anything");
                lock (arrived)
                {
                    arrived.Add(packet);
                }

                await AnswerAsync(packet, i);
            }
        }
        catch (InvalidOperationException)
        {
            // The end of the connection.
            return;
        }
    }

    /// <summary>Two of three commands are confirmed, and of those that somebody waits for some are done.</summary>
    private async Task AnswerAsync(object packet, int number)
    {
        switch (packet)
        {
            case Acked { Id: var id, Reason: var reason } when owed.TryRemove(id, out var answer):
                answer.TrySetResult(reason == ReasonCode.Success ? 200 : (int)reason);
                break;
            case SubAckPacket { PacketId: var id } when owed.TryRemove(id, out var answer):
                answer.TrySetResult(200);
                break;
            case Published command when number % 3 != 0:
                await SendAsync(() => wire.AcknowledgeAsync(command));
                if (command.Topic.StartsWith("commands/wait", StringComparison.Ordinal) && number % 2 == 0)
                {
                    await SendAsync(() => wire.SendAsync(MqttWire.PublishBytes(wire.Version, $"{command.Topic}/ack", "", wire.NextId())));
                }

                break;
        }
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;
using Breakwater.Mqtt.Subscribing;

namespace Breakwater.Server.Tests.Hosting.Running;

/// <summary>A PUBLISH that arrived.</summary>
internal sealed record Published(string Topic, byte[] Payload, QualityOfService Qos, ushort Id, bool Dup, bool Retain, uint? Expiry)
{
    public string Text => Encoding.UTF8.GetString(Payload);
}

/// <summary>A PUBACK that arrived.</summary>
internal sealed record Acked(ushort Id, ReasonCode Reason);

internal sealed record Pong;

/// <summary>A raw MQTT connection: sends whatever it is told, and keeps everything that comes. It acknowledges nothing by itself.</summary>
internal sealed class MqttWire : IAsyncDisposable
{
    private readonly Stream stream;
    private readonly Lock gate = new();
    private readonly List<object> inbox = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task reading = Task.CompletedTask;
    private ushort lastId;

    private MqttWire(Stream stream, MqttVersion version)
    {
        this.stream = stream;
        Version = version;
    }

    public MqttVersion Version { get; }

    /// <summary>Completes when the server has closed.</summary>
    public Task Ended => ended.Task;

    public Stream Stream => stream;

    public static ConnectPacket Hello { get; } = new() { CleanStart = true, ClientId = "c", KeepAlive = 60 };

    /// <summary>TLS is up, CONNECT is not sent.</summary>
    public static async Task<MqttWire> OpenAsync(
        ServerDoors doors, X509Certificate2? certificate, MqttVersion version = MqttVersion.V500, bool read = true, int? receiveBuffer = null)
    {
        var wire = new MqttWire(await doors.ConnectTlsAsync("devices-mqtt", certificate, receiveBuffer), version);
        if (read)
        {
            wire.reading = wire.ReadAsync();
        }

        return wire;
    }

    /// <summary>Connected, and accepted.</summary>
    public static async Task<MqttWire> ConnectAsync(ServerDoors doors, EnrolledDevice device, ConnectPacket? connect = null)
    {
        var (wire, answer) = await TryConnectAsync(doors, device, connect);
        Assert.Equal(ReasonCode.Success, answer.Reason);
        return wire;
    }

    public static async Task<(MqttWire Wire, ConnAckPacket Answer)> TryConnectAsync(ServerDoors doors, EnrolledDevice device, ConnectPacket? connect = null)
    {
        connect ??= Hello;
        var wire = await OpenAsync(doors, device.Certificate, connect.Version);
        await wire.SendAsync(output => PacketWriter.WriteConnect(output, connect));
        return (wire, await wire.TakeAsync<ConnAckPacket>("CONNACK"));
    }

    public async Task SendAsync(Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        await SendAsync(buffer.WrittenMemory);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    public ushort NextId() => ++lastId;

    public static byte[] PublishBytes(
        MqttVersion version, string topic, string payload, ushort id, QualityOfService qos = QualityOfService.AtLeastOnce, bool retain = false, PublishProperties properties = default)
    {
        var buffer = new ArrayBufferWriter<byte>();
        PacketWriter.WritePublish(buffer, version, Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), qos, id, retain, dup: false, properties);
        return buffer.WrittenSpan.ToArray();
    }

    public async Task<ushort> SendPublishAsync(string topic, string payload, QualityOfService qos = QualityOfService.AtLeastOnce, bool retain = false, PublishProperties properties = default)
    {
        var id = qos == QualityOfService.AtMostOnce ? (ushort)0 : NextId();
        await SendAsync(PublishBytes(Version, topic, payload, id, qos, retain, properties));
        return id;
    }

    /// <summary>QoS 1; returns how it was answered.</summary>
    public async Task<ReasonCode> PublishAsync(string topic, string payload, bool retain = false, PublishProperties properties = default)
    {
        var id = await SendPublishAsync(topic, payload, QualityOfService.AtLeastOnce, retain, properties);
        return (await TakeAsync<Acked>($"PUBACK of {topic}", a => a.Id == id)).Reason;
    }

    /// <summary>QoS 1; returns how it was answered.</summary>
    public async Task<ReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload)
    {
        var id = NextId();
        await SendAsync(output => PacketWriter.WritePublish(
            output, Version, Encoding.UTF8.GetBytes(topic), payload.Span, QualityOfService.AtLeastOnce, id, retain: false, dup: false));
        return (await TakeAsync<Acked>($"PUBACK of {topic}", a => a.Id == id)).Reason;
    }

    public Task<ReasonCode[]> SubscribeAsync(params string[] filters) => SubscribeAsync(QualityOfService.AtLeastOnce, filters);

    public async Task<ReasonCode[]> SubscribeAsync(QualityOfService qos, params string[] filters)
    {
        var id = NextId();
        await SendAsync(output => PacketWriter.WriteSubscribe(
            output, Version, new SubscribePacket { PacketId = id, Subscriptions = [.. filters.Select(f => new SubscriptionRequest(f, qos))] }));
        return [.. (await TakeAsync<SubAckPacket>("SUBACK", s => s.PacketId == id)).ReasonCodes];
    }

    public Task AcknowledgeAsync(Published message) => SendAsync(output => PacketWriter.WritePubAck(output, Version, message.Id));

    /// <summary>Takes the command, confirms it, and answers that it is done.</summary>
    public async Task<Published> DoCommandAsync(string answer = """{"status":"done"}""", string name = "")
    {
        var command = await TakeAsync<Published>("a command", p => p.Topic.StartsWith($"commands/{name}", StringComparison.Ordinal));
        await AcknowledgeAsync(command);
        Assert.Equal(ReasonCode.Success, await PublishAsync($"{command.Topic}/ack", answer));
        return command;
    }

    /// <summary>Every packet before this one's answer has been dealt with.</summary>
    public async Task PingAsync()
    {
        await SendAsync(PacketWriter.WritePingReq);
        await TakeAsync<Pong>("PINGRESP");
    }

    /// <summary>The first packet of this kind that came and was not taken yet.</summary>
    public async Task<T> TakeAsync<T>(string what, Func<T, bool>? matches = null)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task more;
            lock (gate)
            {
                var index = inbox.FindIndex(p => p is T t && (matches is null || matches(t)));
                if (index >= 0)
                {
                    var found = (T)inbox[index];
                    inbox.RemoveAt(index);
                    return found;
                }

                if (Ended.IsCompleted)
                {
                    throw new InvalidOperationException($"The connection ended before {what}; what came: {string.Join("; ", inbox.Select(Describe))}");
                }

                more = arrived.Task;
            }

            var left = Wait.Limit - TimeProvider.System.GetElapsedTime(deadline);
            await Wait.ForAsync(Task.WhenAny(more, Ended), $"{what}; what came: {Arrivals()}", left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>What came and was not taken.</summary>
    public IReadOnlyList<object> Rest()
    {
        lock (gate)
        {
            return [.. inbox];
        }
    }

    /// <summary>The server said why, and closed.</summary>
    public async Task<ReasonCode> EndReasonAsync(TimeSpan? limit = null)
    {
        await Wait.ForAsync(Ended, "the server to close the connection", limit);
        lock (gate)
        {
            return inbox.OfType<DisconnectPacket>().Single().Reason;
        }
    }

    /// <summary>The server closed; whatever it said.</summary>
    public Task EndAsync() => Wait.ForAsync(Ended, "the server to close the connection");

    public async Task DisconnectAsync(ReasonCode reason = ReasonCode.NormalDisconnection)
    {
        await SendAsync(output => PacketWriter.WriteDisconnect(output, Version, reason));
        await EndAsync();
    }

    /// <summary>As a cut cable: no DISCONNECT.</summary>
    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        await reading;
    }

    private static string Describe(object packet) => packet switch
    {
        Published p => $"PUBLISH {p.Topic} {p.Text}",
        DisconnectPacket d => $"DISCONNECT {d.Reason} {d.ReasonString}",
        ConnAckPacket c => $"CONNACK {c.Reason}",
        _ => packet.ToString()!,
    };

    private string Arrivals()
    {
        lock (gate)
        {
            return string.Join("; ", inbox.Select(Describe));
        }
    }

    private async Task ReadAsync()
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                var buffer = result.Buffer;
                while (Frame.TryRead(ref buffer, 16 * 1024 * 1024, out var frame) == FrameStatus.Complete)
                {
                    Add(Decode(frame));
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }

        ended.TrySetResult();
    }

    private void Add(object packet)
    {
        lock (gate)
        {
            inbox.Add(packet);
            arrived.TrySetResult();
            arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private object Decode(MqttFrame frame) => frame.Type switch
    {
        PacketType.ConnAck when ConnAckPacket.TryParse(frame, Version, out var packet) == ParseStatus.Ok => packet!,
        PacketType.SubAck when SubAckPacket.TryParse(frame, Version, out var packet) == ParseStatus.Ok => packet!,
        PacketType.UnsubAck when UnsubAckPacket.TryParse(frame, Version, out var packet) == ParseStatus.Ok => packet!,
        PacketType.Disconnect when DisconnectPacket.TryParse(frame, Version, out var packet) == ParseStatus.Ok => packet!,
        PacketType.PingResp => new Pong(),
        PacketType.PubAck when PubAckPacket.TryParse(frame, Version, out var packet) == ParseStatus.Ok => new Acked(packet.PacketId, packet.Reason),
        PacketType.Publish when PublishPacket.TryParse(frame, Version, out var packet) == ParseStatus.Ok => new Published(
            Encoding.UTF8.GetString(packet.Topic),
            packet.Payload.ToArray(),
            packet.QualityOfService,
            packet.PacketId,
            packet.Duplicate,
            packet.Retain,
            packet.MessageExpiryInterval),
        _ => throw new InvalidOperationException($"The server sent {frame.Type} that does not parse."),
    };
}

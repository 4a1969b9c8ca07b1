using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;
using Breakwater.Mqtt.Subscribing;

namespace Breakwater.Drills.Romo.Wire;

/// <summary>
/// An attacker's MQTT connection: it sends whatever it is told, valid or not, and looks at everything that comes. It has its own codec, so
/// no client library decides for the server what an attacker would never send.
/// </summary>
internal sealed class AttackSession : IAsyncDisposable
{
    private const int MaximumPacket = 8 * 1024 * 1024;

    /// <summary>Answers that nobody asked for yet.</summary>
    private const int KeptAnswers = 1024;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);

    /// <summary>QoS 0 has no answer, except perhaps the end of the connection.</summary>
    private static readonly TimeSpan NoAnswerLimit = TimeSpan.FromMilliseconds(100);

    private readonly Stream stream;
    private readonly MqttVersion version;
    private readonly Action<string, ReadOnlyMemory<byte>> onPublish;
    private readonly TimeProvider time;
    private readonly Channel<Answer> answers = Channel.CreateBounded<Answer>(KeptAnswers);
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly CancellationTokenSource stopping = new();
    private Task reading = Task.CompletedTask;

    private AttackSession(Stream stream, MqttVersion version, Action<string, ReadOnlyMemory<byte>> onPublish, TimeProvider time)
    {
        this.stream = stream;
        this.version = version;
        this.onPublish = onPublish;
        this.time = time;
    }

    public bool IsOpen => !reading.IsCompleted;

    /// <param name="onPublish">Topic and payload of everything that the server delivers.</param>
    public static async Task<(AttackSession? Session, Answer Answer)> OpenAsync(
        string host, int port, SslClientAuthenticationOptions tls, ConnectPacket connect,
        Action<string, ReadOnlyMemory<byte>> onPublish, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var stream = (SslStream?)null;
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(tls, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await (stream?.DisposeAsync() ?? ValueTask.CompletedTask);
            socket.Dispose();
            return (null, Answer.NoConnection(exception));
        }

        var session = new AttackSession(stream, connect.Version, onPublish, time);
        session.reading = session.ReadAsync();
        var answer = await session.AskAsync(output => PacketWriter.WriteConnect(output, connect), cancellationToken);
        if (!answer.Refused)
        {
            return (session, answer);
        }

        await session.DisposeAsync();
        return (null, answer);
    }

    /// <summary>Sends and waits for the next answer that is no PUBLISH.</summary>
    public Task<Answer> AskAsync(Action<IBufferWriter<byte>> write, CancellationToken cancellationToken) => AskAsync(write, AnswerLimit, cancellationToken);

    private async Task<Answer> AskAsync(Action<IBufferWriter<byte>> write, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!await SendAsync(write, cancellationToken))
        {
            return Answer.Closed;
        }

        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await answers.Reader.ReadAsync(either.Token);
        }
        catch (ChannelClosedException)
        {
            return Answer.Closed;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Answer.None;
        }
    }

    /// <returns>False when the connection is gone.</returns>
    public async Task<bool> SendAsync(Action<IBufferWriter<byte>> write, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        await writing.WaitAsync(cancellationToken);
        try
        {
            await stream.WriteAsync(buffer.WrittenMemory, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            writing.Release();
        }
    }

    public Task<Answer> SubscribeAsync(ushort id, IEnumerable<string> filters, QualityOfService qos, CancellationToken cancellationToken) =>
        AskAsync(
            output => PacketWriter.WriteSubscribe(
                output, version, new SubscribePacket { PacketId = id, Subscriptions = [.. filters.Select(filter => new SubscriptionRequest(filter, qos))] }),
            cancellationToken);

    public Task<Answer> PublishAsync(
        ushort id, string topic, ReadOnlyMemory<byte> payload, QualityOfService qos, bool retain, PublishProperties properties, CancellationToken cancellationToken)
    {
        void Write(IBufferWriter<byte> output) =>
            PacketWriter.WritePublish(output, version, Encoding.UTF8.GetBytes(topic), payload.Span, qos, id, retain, dup: false, properties);

        return AskAsync(Write, qos == QualityOfService.AtMostOnce ? NoAnswerLimit : AnswerLimit, cancellationToken);
    }

    /// <summary>Closes without DISCONNECT, as a cut cable would: the will is due.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await stream.DisposeAsync();
        await reading;
        stopping.Dispose();
        writing.Dispose();
    }

    private async Task ReadAsync()
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(stopping.Token);
                var buffer = result.Buffer;
                var status = FrameStatus.Complete;
                while (status == FrameStatus.Complete)
                {
                    status = Frame.TryRead(ref buffer, MaximumPacket, out var frame);
                    if (status == FrameStatus.Complete && Describe(frame) is { } answer)
                    {
                        answers.Writer.TryWrite(answer);
                    }
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted || status != FrameStatus.Incomplete)
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Closed by either side; whoever asks next is told.
        }

        answers.Writer.TryComplete();
        await reader.CompleteAsync();
    }

    private Answer? Describe(MqttFrame frame)
    {
        switch (frame.Type)
        {
            case PacketType.Publish when PublishPacket.TryParse(frame, version, out var publish) == ParseStatus.Ok:
                onPublish(Encoding.UTF8.GetString(publish.Topic), publish.Payload.ToArray());
                if (publish.QualityOfService == QualityOfService.AtLeastOnce)
                {
                    _ = SendAsync(Acknowledge(publish.PacketId), stopping.Token);
                }

                return null;
            case PacketType.ConnAck when ConnAckPacket.TryParse(frame, version, out var connAck) == ParseStatus.Ok:
                return Code("CONNACK", connAck!.Reason);
            case PacketType.SubAck when SubAckPacket.TryParse(frame, version, out var subAck) == ParseStatus.Ok:
                return new Answer(
                    "SUBACK " + string.Join(' ', subAck!.ReasonCodes.Distinct().Select(reason => $"0x{(int)reason:X2}")), subAck.ReasonCodes.All(reason => (int)reason >= 0x80));
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp
                when PubAckPacket.TryParse(frame, version, out var pubAck) == ParseStatus.Ok:
                return Code(frame.Type.ToString().ToUpperInvariant(), pubAck.Reason);
            case PacketType.Disconnect when DisconnectPacket.TryParse(frame, version, out var disconnect) == ParseStatus.Ok:
                return new Answer($"DISCONNECT 0x{(int)disconnect!.Reason:X2}", true);
            default:
                return new Answer(frame.Type.ToString().ToUpperInvariant(), false);
        }
    }

    private Action<IBufferWriter<byte>> Acknowledge(ushort id) => output => PacketWriter.WritePubAck(output, version, id);

    private static Answer Code(string packet, ReasonCode reason) => new($"{packet} 0x{(int)reason:X2}", (int)reason >= 0x80);
}

using System.Buffers;
using MQTTnet;
using MQTTnet.LowLevelClient;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Breakwater.Device.Connection;

/// <summary>
/// One MQTT 5.0 connection from CONNECT to its end. MQTTnet's low-level client carries the packets; its high-level client is not used
/// because it polls a keep-alive clock four times a second per connection, which thousands of devices in one process would notice.
/// </summary>
internal sealed class MqttSession : IAsyncDisposable
{
    private static readonly MqttClientFactory Factory = new();

    private readonly ILowLevelMqttClient client;
    private readonly Func<MqttPublishPacket, MqttPubAckReasonCode> onMessage;
    private readonly AwaitedPackets awaited = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource<SessionEnd> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private KeepAlive? keepAlive;

    private MqttSession(ILowLevelMqttClient client, Func<MqttPublishPacket, MqttPubAckReasonCode> onMessage)
    {
        this.client = client;
        this.onMessage = onMessage;
    }

    /// <summary>Completes, never faults, when the session is over.</summary>
    public Task<SessionEnd> Completion => ended.Task;

    /// <summary>How many QoS 1 messages the server takes at once, MQTT 5.0 §3.2.2.3.3.</summary>
    public int ReceiveMaximum { get; private init; } = ushort.MaxValue;

    /// <param name="onMessage">Called on the receive loop, so it must not block; its code goes into the PUBACK.</param>
    /// <returns>A session, or why there is none.</returns>
    public static async Task<(MqttSession? Session, SessionEnd Refusal)> ConnectAsync(
        MqttEndpoint endpoint, Func<MqttPublishPacket, MqttPubAckReasonCode> onMessage, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(endpoint.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var client = Factory.CreateLowLevelMqttClient();
        try
        {
            await client.ConnectAsync(ConnectPackets.Options(endpoint), either.Token);
            await client.SendAsync(ConnectPackets.Connect(endpoint), either.Token);
            if (await client.ReceiveAsync(either.Token) is not MqttConnAckPacket answer)
            {
                client.Dispose();
                return (null, new SessionEnd(ConnectionCause.Protocol, "The server answered something else than CONNACK."));
            }

            if (answer.ReasonCode != MqttConnectReasonCode.Success)
            {
                client.Dispose();
                return (null, SessionEnd.From(answer.ReasonCode, answer.ReasonString));
            }

            var session = new MqttSession(client, onMessage) { ReceiveMaximum = answer.ReceiveMaximum == 0 ? ushort.MaxValue : answer.ReceiveMaximum };
            var interval = answer.ServerKeepAlive == 0 ? endpoint.KeepAlive : TimeSpan.FromSeconds(answer.ServerKeepAlive);
            session.keepAlive = new KeepAlive(interval, session.PingAsync, session.Expire, time);
            _ = session.ReceiveAsync();
            return (session, default);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            client.Dispose();
            return (null, SessionEnd.From(exception));
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <returns>The PUBACK's code, or null when the session ended before it came.</returns>
    public async Task<MqttPubAckReasonCode?> PublishAsync(string topic, ReadOnlyMemory<byte> payload)
    {
        if (!awaited.TryAdd(out var id, out var answer))
        {
            return null;
        }

        var packet = new MqttPublishPacket
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            PacketIdentifier = id,
        };
        return await TrySendAsync(packet) && await answer is MqttPubAckPacket acknowledgement ? acknowledgement.ReasonCode : null;
    }

    /// <returns>One code a filter, or null when the session ended before they came.</returns>
    public async Task<IReadOnlyList<MqttSubscribeReasonCode>?> SubscribeAsync(params string[] filters)
    {
        if (!awaited.TryAdd(out var id, out var answer))
        {
            return null;
        }

        var packet = new MqttSubscribePacket
        {
            PacketIdentifier = id,
            TopicFilters = [.. filters.Select(filter => new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce })],
        };
        return await TrySendAsync(packet) && await answer is MqttSubAckPacket acknowledgement ? acknowledgement.ReasonCodes : null;
    }

    /// <summary>Says DISCONNECT, so that the server publishes no will, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ended.TrySetResult(SessionEnd.Requested))
        {
            await TrySendAsync(new MqttDisconnectPacket { ReasonCode = MqttDisconnectReasonCode.NormalDisconnection });
        }

        await CloseAsync();
        stopping.Dispose();
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var packet = await client.ReceiveAsync(stopping.Token);
                keepAlive?.Received();
                if (packet is MqttDisconnectPacket disconnect)
                {
                    ended.TrySetResult(SessionEnd.From(disconnect.ReasonCode, disconnect.ReasonString));
                    break;
                }

                await HandleAsync(packet);
            }
        }
        catch (Exception exception)
        {
            ended.TrySetResult(SessionEnd.From(exception));
        }

        await CloseAsync();
    }

    private async ValueTask HandleAsync(MqttPacket packet)
    {
        if (packet is MqttPublishPacket publish)
        {
            var code = onMessage(publish);
            if (publish.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce)
            {
                await client.SendAsync(new MqttPubAckPacket { PacketIdentifier = publish.PacketIdentifier, ReasonCode = code }, stopping.Token);
            }
        }
        else if (packet is MqttPacketWithIdentifier answer)
        {
            awaited.Complete(answer);
        }
    }

    private async Task PingAsync() => await TrySendAsync(MqttPingReqPacket.Instance);

    private void Expire()
    {
        ended.TrySetResult(new SessionEnd(ConnectionCause.Network, "The server is silent."));
        _ = CloseAsync();
    }

    private async Task<bool> TrySendAsync(MqttPacket packet)
    {
        try
        {
            keepAlive?.Sent();
            await client.SendAsync(packet, stopping.Token);
            return true;
        }
        catch (Exception exception)
        {
            ended.TrySetResult(SessionEnd.From(exception));
            return false;
        }
    }

    private async Task CloseAsync()
    {
        keepAlive?.Dispose();
        awaited.Close();
        client.Dispose();
        try
        {
            await stopping.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // Disposed meanwhile, hence cancelled before.
        }
    }
}

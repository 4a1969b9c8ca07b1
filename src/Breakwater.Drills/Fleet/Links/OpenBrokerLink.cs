using System.Buffers;
using Breakwater.Device.Connection;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Breakwater.Drills.Fleet.Links;

/// <summary>
/// A robot on the open broker of the control run, with the topic layout that such clouds have: one tree for all, the serial in the topic.
/// It proves itself with the same certificate; it is only that nobody asks what the certificate may do.
/// </summary>
internal sealed class OpenBrokerLink(string serial, MqttEndpoint endpoint, IRobotEvents robot, TimeProvider time) : IRobotLink
{
    /// <summary>Thousands connect at once; the broker may drop some the first time.</summary>
    private const int Attempts = 10;

    private MqttSession? session;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            var (opened, refusal) = await MqttSession.ConnectAsync(endpoint, Receive, time, cancellationToken);
            if (opened is not null)
            {
                session = opened;
                await opened.SubscribeAsync(OpenTopics.Commands(serial));
                robot.Connected();
                _ = WatchAsync(opened);
                return;
            }

            if (++failures == Attempts)
            {
                throw new IOException($"The open broker does not take robot {serial}: {refusal.Detail}");
            }

            await Task.Delay(Backoff.Default.Delay(failures, refusal.Cause, null, Random.Shared.NextDouble()), time, cancellationToken);
        }
    }

    public async Task<bool> SendAsync(RobotMessage message) =>
        session is not null && await session.PublishAsync(OpenTopics.Of(serial, message), message.Payload) is { } code && (int)code < 0x80;

    public async ValueTask DisposeAsync()
    {
        if (session is not null)
        {
            await session.DisposeAsync();
        }
    }

    private async Task WatchAsync(MqttSession opened)
    {
        var end = await opened.Completion;
        robot.Disconnected(expected: end.Cause == ConnectionCause.Requested);
    }

    private MqttPubAckReasonCode Receive(MqttPublishPacket packet)
    {
        if (OpenTopics.TryParseCommand(packet.Topic, out var name) && session is { } open)
        {
            var result = robot.Execute(name, packet.Payload.ToArray());
            _ = open.PublishAsync(packet.Topic + "/ack", result.ToPayload());
        }

        return MqttPubAckReasonCode.Success;
    }
}

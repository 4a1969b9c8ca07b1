using System.Buffers;
using System.Threading.Channels;
using Breakwater.Device.Commands;
using Breakwater.Device.Messaging;
using Breakwater.Device.Twin;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using Microsoft.Extensions.Logging;

namespace Breakwater.Device;

/// <summary>What the server sent and the device has not handled yet: commands and desired states, handled one after the other.</summary>
internal sealed class Inbox(CommandHandlers commands, Reports reports, Outbox outbox, ILogger logger)
{
    /// <summary>More than this many unhandled messages are not taken (PUBACK 0x97); the server keeps its commands queued and tells the sender.</summary>
    private const int Capacity = 32;

    private readonly Channel<object> waiting = Channel.CreateBounded<object>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private Func<DesiredTwin, CancellationToken, ValueTask>? desiredHandler;
    private long desiredVersion = -1;

    public void OnDesired(Func<DesiredTwin, CancellationToken, ValueTask> handler) => desiredHandler = handler;

    /// <summary>Called on the receive loop.</summary>
    /// <returns>The PUBACK's code.</returns>
    public MqttPubAckReasonCode Receive(MqttPublishPacket packet)
    {
        object? item = null;
        switch (packet.Topic)
        {
            case Topics.ReportedAccepted:
                reports.Answer(ReportResult.Accepted);
                return MqttPubAckReasonCode.Success;
            case Topics.ReportedRejected:
                reports.Answer(ReportResult.Rejected);
                return MqttPubAckReasonCode.Success;
            case Topics.Desired when DesiredTwin.TryParse(packet.Payload.ToArray(), out var desired):
                item = desired;
                break;
            default:
                if (Topics.TryParseCommand(packet.Topic, out var name, out var id))
                {
                    item = new DeviceCommand(name, id, packet.Payload.ToArray());
                }

                break;
        }

        if (item is null)
        {
            logger.UnknownMessage(packet.Topic);
            return MqttPubAckReasonCode.TopicNameInvalid;
        }

        return waiting.Writer.TryWrite(item) ? MqttPubAckReasonCode.Success : MqttPubAckReasonCode.QuotaExceeded;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await HandleAsync(await waiting.Reader.ReadAsync(cancellationToken), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The client stops.
        }
    }

    private async ValueTask HandleAsync(object item, CancellationToken cancellationToken)
    {
        if (item is DeviceCommand command)
        {
            var result = await commands.RunAsync(command, cancellationToken);

            // Not awaited: while the server is away the next command may still be handled, and the outbox keeps the answer.
            _ = outbox.PostAsync(new OutboundMessage(Topics.Acknowledgement(command), result.ToPayload()), cancellationToken);
        }
        else if (item is DesiredTwin desired && desired.Version != desiredVersion && desiredHandler is { } handler)
        {
            try
            {
                await handler(desired, cancellationToken);
                desiredVersion = desired.Version;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.DesiredFailed(exception, desired.Version);
            }
        }
    }
}

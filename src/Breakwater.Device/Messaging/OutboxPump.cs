using Breakwater.Device.Connection;
using MQTTnet.Protocol;

namespace Breakwater.Device.Messaging;

/// <summary>Sends what is in the outbox over one session, so many at a time as both sides allow.</summary>
internal sealed class OutboxPump(Outbox outbox, MqttSession session, int maximumInFlight, TimeProvider time)
{
    /// <summary>Before a message is offered again that the server could not take just now.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly int slots = Math.Min(maximumInFlight, session.ReceiveMaximum);

    /// <summary>Completes when the session is over and all that was on its way waits in the outbox again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var free = new SemaphoreSlim(slots, slots);
        var stopWhenEnded = session.Completion.ContinueWith(
            static (_, state) => ((CancellationTokenSource)state!).Cancel(), stop, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            while (true)
            {
                var node = await outbox.TakeAsync(stop.Token);
                await free.WaitAsync(stop.Token);
#pragma warning disable CA2025 // ReturnedAsync waits for every one of them
                _ = SendAsync(node, free, stop.Token);
#pragma warning restore CA2025
            }
        }
        catch (OperationCanceledException)
        {
            // The session ended.
        }

        await session.DisposeAsync();
        await stopWhenEnded;
        await ReturnedAsync(free);
        outbox.Rewind();
    }

    private async Task SendAsync(LinkedListNode<OutboundMessage> node, SemaphoreSlim free, CancellationToken stop)
    {
        try
        {
            while (await session.PublishAsync(node.Value.Topic, node.Value.Payload) is { } code)
            {
                if (code is MqttPubAckReasonCode.Success or MqttPubAckReasonCode.NoMatchingSubscribers)
                {
                    outbox.Complete(node, PublishResult.Acknowledged);
                    return;
                }

                if (!IsTransient(code))
                {
                    outbox.Complete(node, PublishResult.Refused);
                    return;
                }

                await Task.Delay(RetryDelay, time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // Stays in the outbox for the next session.
        }
        finally
        {
            free.Release();
        }
    }

    /// <summary>The publications in flight end by themselves when the session is closed.</summary>
    private async Task ReturnedAsync(SemaphoreSlim free)
    {
        for (var slot = 0; slot < slots; slot++)
        {
            await free.WaitAsync(CancellationToken.None);
        }
    }

    private static bool IsTransient(MqttPubAckReasonCode code) =>
        code is MqttPubAckReasonCode.QuotaExceeded or MqttPubAckReasonCode.UnspecifiedError or MqttPubAckReasonCode.ImplementationSpecificError;
}

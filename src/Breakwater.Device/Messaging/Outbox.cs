using System.Diagnostics.CodeAnalysis;

namespace Breakwater.Device.Messaging;

/// <summary>
/// The messages that the server has not acknowledged, in order: those on their way first, then those that wait.
/// A lost connection turns the former into the latter, so nothing is skipped and a message can arrive twice (QoS 1).
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose of.")]
internal sealed class Outbox(int capacity, QueueFullPolicy policy)
{
    private readonly Lock gate = new();
    private readonly LinkedList<OutboundMessage> messages = new();
    private readonly SemaphoreSlim room = new(capacity, capacity);
    private readonly SemaphoreSlim arrivals = new(0);
    private LinkedListNode<OutboundMessage>? next;
    private bool closed;

    /// <summary>Completes when the message's fate is known.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; a message that is queued already stays so.</exception>
    public async Task<PublishResult> PostAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        if (policy == QueueFullPolicy.Wait)
        {
            await room.WaitAsync(cancellationToken);
        }
        else if (!await room.WaitAsync(TimeSpan.Zero, cancellationToken) && (policy == QueueFullPolicy.DropNewest || !TryDropOldest()))
        {
            return PublishResult.Dropped;
        }

        lock (gate)
        {
            if (closed)
            {
                return PublishResult.Stopped;
            }

            var node = messages.AddLast(message);
            next ??= node;
        }

        arrivals.Release();
        return await message.Completion.WaitAsync(cancellationToken);
    }

    /// <summary>Waits for a message that is not on its way.</summary>
    public async Task<LinkedListNode<OutboundMessage>> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await arrivals.WaitAsync(cancellationToken);
            if (TryTake(out var node))
            {
                return node;
            }
        }
    }

    public void Complete(LinkedListNode<OutboundMessage> node, PublishResult result)
    {
        lock (gate)
        {
            if (node.List is null)
            {
                return;
            }

            messages.Remove(node);
        }

        room.Release();
        node.Value.Complete(result);
    }

    /// <summary>The connection is gone: everything unacknowledged waits again.</summary>
    public void Rewind()
    {
        lock (gate)
        {
            for (var node = messages.First; node is not null && node != next; node = node.Next)
            {
                arrivals.Release();
            }

            next = messages.First;
        }
    }

    /// <summary>Nothing more will be sent.</summary>
    public void Close()
    {
        OutboundMessage[] rest;
        lock (gate)
        {
            closed = true;
            rest = [.. messages];
            messages.Clear();
            next = null;
        }

        foreach (var message in rest)
        {
            room.Release();
            message.Complete(PublishResult.Stopped);
        }
    }

    private bool TryTake([NotNullWhen(true)] out LinkedListNode<OutboundMessage>? node)
    {
        lock (gate)
        {
            node = next;
            next = next?.Next;
            return node is not null;
        }
    }

    /// <summary>Takes the place of the oldest waiting message, if there is one.</summary>
    private bool TryDropOldest()
    {
        LinkedListNode<OutboundMessage>? oldest;
        lock (gate)
        {
            oldest = next;
            if (oldest is null)
            {
                return false;
            }

            next = oldest.Next;
            messages.Remove(oldest);
        }

        oldest.Value.Complete(PublishResult.Dropped);
        return true;
    }
}

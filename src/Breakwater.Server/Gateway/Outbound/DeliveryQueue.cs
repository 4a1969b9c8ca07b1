using System.Buffers;
using System.Text;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Publishing;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Grounds;

namespace Breakwater.Server.Gateway.Outbound;

/// <summary>
/// Messages for the device, never more of them unacknowledged than it said it takes (Receive Maximum, MQTT 5.0 §3.1.2.11.3). What somebody ordered is decided at the
/// moment when it could be written: mostly by comparing numbers, else by asking, during which what was ordered after it waits, and nothing else does.
/// </summary>
/// <param name="abort">Ends the connection at once, with what it has not sent.</param>
internal sealed class DeliveryQueue(OutboundQueue outbound, MqttVersionBox version, Func<Lease> lease, Action abort, TimeProvider time)
{
    /// <summary>Messages that wait for the device, and as many that it has not confirmed; the open commands of a device and its desired state fit.</summary>
    private const int Capacity = 256;

    /// <summary>Bytes of messages that the device has not confirmed; one that is larger goes alone. Source: eight commands or desired states of the largest size.</summary>
    private const int Unconfirmed = 512 * 1024;

    /// <summary>Between two times of asking while nobody can say.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly LinkedList<WaitingDelivery> waiting = new();
    private readonly Dictionary<ushort, Delivery> inFlight = [];
    private Underway? underway;
    private long inFlightBytes;
    private ushort lastId;
    private bool closed;

    private enum Outcome
    {
        Written,

        /// <summary>Whether it may go has to be asked.</summary>
        HasToBeAsked,

        /// <summary>It has run out.</summary>
        Expired,

        /// <summary>The connection is being asked for again, or has not taken what it was given; it pumps then.</summary>
        ConnectionWaits,
    }

    /// <summary>Messages that the device takes unconfirmed; never more than <see cref="Capacity"/>.</summary>
    public int ReceiveMaximum
    {
        get;
        set => field = Math.Min(value, Capacity);
    } = Capacity;

    /// <summary>Bytes; larger messages are not sent (§3.1.2.11.4).</summary>
    public uint MaximumPacketSize { get; set; } = uint.MaxValue;

    /// <summary>Decides what was ordered. Set before anything that was comes in.</summary>
    public ErrandGate? Errands { get; set; }

    /// <summary>Tells that a message has been written to the connection.</summary>
    public Action<Delivery>? Sent { get; set; }

    /// <summary>Tells that a message will not be: what it was ordered under is no more.</summary>
    public Action<Delivery>? Withdrawn { get; set; }

    /// <summary>Tells that nobody can say whether a message may go. It waits, and is asked for again.</summary>
    public Action<Exception>? Undecided { get; set; }

    /// <summary>More than half of the room is taken; a device that reads makes room, one that does not is not read from either.</summary>
    public bool IsCrowded
    {
        get
        {
            lock (gate)
            {
                return waiting.Count > Capacity / 2;
            }
        }
    }

    /// <summary>False: it was not taken, because the queue is full, it is too large for the device, or the same command is on its way already.</summary>
    public bool TryAdd(Delivery delivery)
    {
        lock (gate)
        {
            if (delivery.IsState)
            {
                RemoveStates(delivery.Topic);
            }

            // A state is never crowded out by what the device leaves unread: there is one a topic.
            if ((waiting.Count >= Capacity && !delivery.IsState)
                || closed
                || delivery.Payload.Length + Encoding.UTF8.GetByteCount(delivery.Topic) + 32 > MaximumPacketSize
                || (delivery.Command is { } command
                    && (inFlight.Values.Any(d => d.Command == command) || waiting.Any(d => d.Delivery.Command == command))))
            {
                return false;
            }

            waiting.AddLast(new WaitingDelivery(delivery));
        }

        Pump();
        return true;
    }

    /// <summary>The device confirmed; null when it confirmed something that was never sent.</summary>
    public Delivery? Acknowledge(ushort packetId)
    {
        Delivery? delivery;
        lock (gate)
        {
            if (!inFlight.Remove(packetId, out delivery))
            {
                return null;
            }

            inFlightBytes -= delivery.Payload.Length;
        }

        Pump();
        return delivery;
    }

    /// <summary>Writes what may be written now. What the connection's lease does not allow waits until it has been asked again, or ends with it.</summary>
    public void Pump()
    {
        while (TryWriteNext(out var written))
        {
            Sent?.Invoke(written);
        }
    }

    /// <summary>The transport has taken what it was given, or never will.</summary>
    public void Taken()
    {
        Underway? taken;
        lock (gate)
        {
            (taken, underway) = (underway, null);
        }

        taken?.Done();
    }

    /// <summary>The connection was asked for again: what is on its way goes on under this.</summary>
    public void GoOn(Lease permitted)
    {
        lock (gate)
        {
            using var section = permitted.Enter();
            if (section.Allowed)
            {
                underway?.GoOn(section);
            }
        }
    }

    /// <summary>The connection has ended: nothing more is written, and nobody is asked.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            foreach (var item in waiting)
            {
                item.Drop();
            }

            waiting.Clear();
        }
    }

    private bool TryWriteNext(out Delivery written)
    {
        written = null!;
        lock (gate)
        {
            var ordersWait = false;
            var next = waiting.First;
            while (next is { Value: var item } node)
            {
                next = node.Next;
                var isOrder = item.Delivery.Errand is not null;
                if (item.Delivery.QualityOfService > 0
                    && (inFlight.Count >= ReceiveMaximum || (inFlight.Count > 0 && inFlightBytes + item.Delivery.Payload.Length > Unconfirmed)))
                {
                    return false;
                }

                if (isOrder && (ordersWait || item.IsAsked))
                {
                    // Its turn is after the one that is being asked for; of what nobody ordered this does not hold.
                    ordersWait = true;
                    continue;
                }

                switch (TryWrite(item))
                {
                    case Outcome.ConnectionWaits:
                        return false;
                    case Outcome.HasToBeAsked:
                        ordersWait = true;
                        _ = Task.Run(() => AskAsync(node));
                        continue;
                    case Outcome.Expired:
                        Remove(node);
                        continue;
                    default:
                        Remove(node);
                        written = item.Delivery;
                        return true;
                }
            }

            return false;
        }
    }

    /// <summary>Within the lock and the sections of what it was ordered under and of the connection: the bytes are written, or nothing is.</summary>
    private Outcome TryWrite(WaitingDelivery item)
    {
        var now = time.GetUtcNow();
        if (item.Delivery.ExpiresAt <= now)
        {
            return Outcome.Expired;
        }

        if (item.Delivery.Errand is null)
        {
            return TryWriteOnConnection(item.Delivery, default);
        }

        if (item.Find(Errands!, now) is not { } ordered)
        {
            return Outcome.HasToBeAsked;
        }

        using var effect = ordered.Enter();
        if (effect.Allowed)
        {
            var outcome = TryWriteOnConnection(item.Delivery, effect);
            if (outcome == Outcome.Written)
            {
                item.HandOver();
            }

            return outcome;
        }

        item.AskAgain();
        return Outcome.HasToBeAsked;
    }

    /// <param name="under">The section of what it was ordered under; not allowed: nobody ordered it.</param>
    private Outcome TryWriteOnConnection(Delivery delivery, in Effect under)
    {
        using var effect = lease().Enter();
        if (!effect.Allowed)
        {
            return Outcome.ConnectionWaits;
        }

        ushort id = 0;
        if (delivery.QualityOfService > 0)
        {
            id = NextId();
            inFlight.Add(id, delivery);
            inFlightBytes += delivery.Payload.Length;
        }

        // Within the lock: two threads that pump must not overtake each other ([MQTT-4.6.0-6]; an old desired state after a new one).
        if (outbound.TryWrite((Delivery: delivery, Id: id, Queue: this), static (output, s) => s.Queue.Write(output, s.Delivery, s.Id)))
        {
            // Until the transport has taken it: that is told under the same lock, so not before this.
            underway ??= new Underway(abort);
            underway.Stay(effect);
            if (under.Allowed)
            {
                underway.Own(under);
            }

            return Outcome.Written;
        }

        if (inFlight.Remove(id))
        {
            inFlightBytes -= delivery.Payload.Length;
        }

        return Outcome.ConnectionWaits;
    }

    /// <summary>One at a time: what was ordered after it waits for its answer.</summary>
    private async Task AskAsync(LinkedListNode<WaitingDelivery> node)
    {
        var delivery = node.Value.Delivery;
        try
        {
            var admission = await Errands!.AdmitAsync(delivery.Errand!);
            if (!Answer(node, admission.IsGranted(out var permit) ? permit.Lease : null))
            {
                return;
            }

            if (permit is null)
            {
                Withdrawn?.Invoke(delivery);
            }

            Pump();
        }
        catch (Exception exception)
        {
            // Fail closed (law 10): not written, not withdrawn, and asked for again as long as the connection lives.
            Undecided?.Invoke(exception);
            await Task.Delay(Pause, time);
            lock (gate)
            {
                node.Value.Answer(null);
            }

            Pump();
        }
    }

    /// <param name="permitted">Null: it was refused, and leaves the line.</param>
    /// <returns>False: the connection has ended meanwhile.</returns>
    private bool Answer(LinkedListNode<WaitingDelivery> node, Lease? permitted)
    {
        lock (gate)
        {
            if (node.List is null)
            {
                permitted?.Dispose();
                return false;
            }

            node.Value.Answer(permitted);
            if (permitted is null)
            {
                Remove(node);
            }

            return true;
        }
    }

    private void RemoveStates(string topic)
    {
        for (var node = waiting.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Delivery.IsState && node.Value.Delivery.Topic == topic)
            {
                Remove(node);
            }

            node = next;
        }
    }

    private void Remove(LinkedListNode<WaitingDelivery> node)
    {
        node.Value.Drop();
        waiting.Remove(node);
    }

    private void Write(IBufferWriter<byte> output, Delivery delivery, ushort id) => PacketWriter.WritePublish(
        output,
        version.Value,
        Encoding.UTF8.GetBytes(delivery.Topic),
        delivery.Payload,
        delivery.QualityOfService,
        id,
        retain: false,
        dup: delivery.Again && delivery.QualityOfService > 0,
        new PublishProperties { MessageExpiryInterval = delivery.ExpiresAt is { } at ? (uint)Math.Ceiling((at - time.GetUtcNow()).TotalSeconds) : null });

    private ushort NextId()
    {
        do
        {
            lastId = lastId == ushort.MaxValue ? (ushort)1 : (ushort)(lastId + 1);
        }
        while (inFlight.ContainsKey(lastId));
        return lastId;
    }
}

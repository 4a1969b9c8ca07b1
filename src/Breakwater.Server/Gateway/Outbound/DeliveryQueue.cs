using System.Text;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.WaysIn;

namespace Breakwater.Server.Gateway.Outbound;

/// <summary>A message for the device.</summary>
/// <param name="Command">The command that it is; null for the desired state and answers.</param>
internal sealed record Delivery(
    string Topic, byte[] Payload, QualityOfService QualityOfService, DateTimeOffset? ExpiresAt, bool Again, CommandId? Command, bool CompletesCommand);

/// <summary>Messages for the device, never more of them unacknowledged than it said it takes (Receive Maximum, MQTT 5.0 §3.1.2.11.3).</summary>
internal sealed class DeliveryQueue(OutboundQueue outbound, MqttVersionBox version, Func<Lease> lease, TimeProvider time)
{
    /// <summary>Messages that wait for the device; the open commands of a device and its desired state fit.</summary>
    private const int Capacity = 256;

    private readonly Lock gate = new();
    private readonly Queue<Delivery> waiting = new();
    private readonly Dictionary<ushort, Delivery> inFlight = [];
    private ushort lastId;

    public ushort ReceiveMaximum { get; set; } = ushort.MaxValue;

    /// <summary>Bytes; larger messages are not sent (§3.1.2.11.4).</summary>
    public uint MaximumPacketSize { get; set; } = uint.MaxValue;

    /// <summary>Tells that a message has been written to the connection.</summary>
    public Action<Delivery>? Sent { get; set; }

    /// <summary>False: it was not taken, because the queue is full, it is too large for the device, or the same command is on its way already.</summary>
    public bool TryAdd(Delivery delivery)
    {
        lock (gate)
        {
            if (waiting.Count >= Capacity
                || delivery.Payload.Length + Encoding.UTF8.GetByteCount(delivery.Topic) + 32 > MaximumPacketSize
                || (delivery.Command is { } command
                    && (inFlight.Values.Any(d => d.Command == command) || waiting.Any(d => d.Command == command))))
            {
                return false;
            }

            waiting.Enqueue(delivery);
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
        }

        Pump();
        return delivery;
    }

    /// <summary>Writes what may be written now. What the connection's lease does not allow waits until it has been asked again, or ends with it.</summary>
    public void Pump()
    {
        while (true)
        {
            Delivery delivery;
            ushort id = 0;
            lock (gate)
            {
                if (!waiting.TryPeek(out delivery!) || (delivery.QualityOfService > 0 && inFlight.Count >= ReceiveMaximum))
                {
                    return;
                }

                // Within the lock and the section: the bytes are written, or nothing is.
                using var effect = lease().Enter();
                if (!effect.Allowed)
                {
                    return;
                }

                waiting.Dequeue();
                if (delivery.ExpiresAt <= time.GetUtcNow())
                {
                    continue;
                }

                if (delivery.QualityOfService > 0)
                {
                    id = NextId();
                    inFlight.Add(id, delivery);
                }

                // Within the lock: two threads that pump must not overtake each other ([MQTT-4.6.0-6]; an old desired state after a new one).
                outbound.Write((Delivery: delivery, Id: id, Queue: this), static (output, s) => s.Queue.Write(output, s.Delivery, s.Id));
            }

            Sent?.Invoke(delivery);
        }
    }

    private void Write(System.Buffers.IBufferWriter<byte> output, Delivery delivery, ushort id) => PacketWriter.WritePublish(
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

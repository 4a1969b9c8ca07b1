using System.Buffers;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Server.Gateway.Outbound;

/// <summary>
/// The PUBACKs that a device is owed, in the order of its publishes (MQTT 5.0 §4.6 [MQTT-4.6.0-2]). One becomes due when the batch that its record is
/// in has been committed (law 9).
/// </summary>
internal sealed class AckQueue
{
    private readonly Lock gate = new();
    private Entry[] ring = [];
    private int head;
    private int count;
    private long committed;
    private long failed = long.MaxValue;
    private TaskCompletionSource? room;

    public int Count => Volatile.Read(ref count);

    /// <summary>Owes an acknowledgement for a record in the batch. True: the batch has been committed meanwhile, so that nobody else will say so.</summary>
    public bool AddPending(ushort packetId, long batch)
    {
        Add(new Entry(packetId, ReasonCode.Success, batch));
        return Volatile.Read(ref committed) >= batch;
    }

    /// <summary>Owes one that is due as soon as those before it are.</summary>
    public void AddDue(ushort packetId, ReasonCode reason) => Add(new Entry(packetId, reason, 0));

    /// <summary>Everything up to the batch is on disk.</summary>
    public void Commit(long batch) => Volatile.Write(ref committed, batch);

    /// <summary>
    /// The batch is not on disk and never will be. What is owed for it is never paid, nor anything after it: a later batch that does get to the disk
    /// must not seem to confirm this one (law 9). The connection ends; the device publishes again.
    /// </summary>
    public void Fail(long batch)
    {
        lock (gate)
        {
            failed = Math.Min(failed, batch);
        }
    }

    /// <summary>Writes what is due, in order; false when nothing was.</summary>
    public bool WriteDue(IBufferWriter<byte> output, MqttVersion version)
    {
        lock (gate)
        {
            var through = Volatile.Read(ref committed);
            var any = false;
            while (count > 0 && ring[head].Batch <= through && ring[head].Batch < failed)
            {
                PacketWriter.WritePubAck(output, version, ring[head].PacketId, ring[head].Reason);
                head = (head + 1) % ring.Length;
                count--;
                any = true;
            }

            if (any)
            {
                room?.TrySetResult();
                room = null;
            }

            return any;
        }
    }

    /// <summary>Waits until fewer than <paramref name="most"/> are owed.</summary>
    public Task RoomAsync(int most)
    {
        lock (gate)
        {
            if (count < most)
            {
                return Task.CompletedTask;
            }

            room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return room.Task;
        }
    }

    private void Add(Entry entry)
    {
        lock (gate)
        {
            if (count == ring.Length)
            {
                var larger = new Entry[Math.Max(8, ring.Length * 2)];
                for (var i = 0; i < count; i++)
                {
                    larger[i] = ring[(head + i) % ring.Length];
                }

                (ring, head) = (larger, 0);
            }

            ring[(head + count) % ring.Length] = entry;
            count++;
        }
    }

    private readonly record struct Entry(ushort PacketId, ReasonCode Reason, long Batch);
}

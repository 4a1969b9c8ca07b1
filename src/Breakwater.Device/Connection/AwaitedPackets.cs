using System.Diagnostics.CodeAnalysis;
using MQTTnet.Packets;

namespace Breakwater.Device.Connection;

/// <summary>The packet identifiers in use (MQTT 5.0 §2.2.1) and who waits for their answers.</summary>
internal sealed class AwaitedPackets
{
    private readonly Lock gate = new();
    private readonly Dictionary<ushort, TaskCompletionSource<MqttPacket?>> waiting = [];
    private ushort last;
    private bool closed;

    /// <returns>False when the session is over. The task gives null when it ends before the answer.</returns>
    public bool TryAdd(out ushort id, [NotNullWhen(true)] out Task<MqttPacket?>? answer)
    {
        var source = new TaskCompletionSource<MqttPacket?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            answer = closed || waiting.Count == ushort.MaxValue ? null : source.Task;
            do
            {
                last = last == ushort.MaxValue ? (ushort)1 : (ushort)(last + 1);
            }
            while (answer is not null && !waiting.TryAdd(last, source));
            id = last;
        }

        return answer is not null;
    }

    public void Complete(MqttPacketWithIdentifier answer)
    {
        TaskCompletionSource<MqttPacket?>? source;
        lock (gate)
        {
            waiting.Remove(answer.PacketIdentifier, out source);
        }

        source?.TrySetResult(answer);
    }

    public void Close()
    {
        TaskCompletionSource<MqttPacket?>[] sources;
        lock (gate)
        {
            closed = true;
            sources = [.. waiting.Values];
            waiting.Clear();
        }

        foreach (var source in sources)
        {
            source.TrySetResult(null);
        }
    }
}

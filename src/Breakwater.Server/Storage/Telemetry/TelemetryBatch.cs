using System.Buffers;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary>Records that will be committed together, and who waits for that.</summary>
internal sealed class TelemetryBatch
{
    private byte[] buffer = new byte[64 * 1024];

    public long Number { get; set; }

    public int Length { get; private set; }

    public int Records { get; private set; }

    public long LastAtMicros { get; private set; }

    public List<ICommitObserver> Observers { get; } = [];

    /// <summary>Set by whoever waits for room in the next batch; completed when this one is taken.</summary>
    public TaskCompletionSource? Room { get; set; }

    /// <summary>Set by whoever waits until nothing of this batch is under way any more.</summary>
    public TaskCompletionSource? Settled { get; set; }

    public void Append(SeriesId series, long atMicros, in ReadOnlySequence<byte> payload)
    {
        var needed = Length + RecordFormat.LargestOverhead + (int)payload.Length;
        if (needed > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(needed, buffer.Length * 2));
        }

        Length += RecordFormat.Write(buffer.AsSpan(Length), series, atMicros, payload);
        LastAtMicros = atMicros;
        Records++;
    }

    public byte[] ToBlock() => buffer.AsSpan(0, Length).ToArray();

    public void Reset()
    {
        Length = 0;
        Records = 0;
        Observers.Clear();
        Room = null;
        Settled = null;
        if (buffer.Length > 4 * 1024 * 1024)
        {
            buffer = new byte[64 * 1024];
        }
    }
}

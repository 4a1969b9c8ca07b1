using System.Buffers.Binary;

namespace Breakwater.Server.Ledger.Log;

/// <summary>Entries that will share one sync. Not thread-safe: the log's gate guards it.</summary>
internal sealed class EntryBatch
{
    private const int SmallestBuffer = 64 * 1024;

    private readonly List<int> offsets = [];
    private byte[] buffer = new byte[SmallestBuffer];

    /// <summary>Room for the header of a frame lies before the first record.</summary>
    public int Length { get; private set; } = JournalFormat.HeaderLength;

    public int Count => offsets.Count;

    /// <summary>Completes after the sync.</summary>
    public TaskCompletionSource<BatchOutcome> Committed { get; private set; } = NewSource();

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, Length);

    /// <returns>The entry's place in the batch.</returns>
    public int Append(ReadOnlySpan<byte> entry)
    {
        var length = JournalFormat.RecordLength(entry.Length);
        if (buffer.Length - Length < length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + length));
        }

        JournalFormat.WriteRecord(buffer.AsSpan(Length), entry);
        offsets.Add(Length);
        Length += length;
        return offsets.Count - 1;
    }

    /// <summary>Where the record at this place starts; that of the end for one more than the last.</summary>
    public int Offset(int place) => place == offsets.Count ? Length : offsets[place];

    public ReadOnlySpan<byte> Entry(int place)
    {
        var record = buffer.AsSpan(offsets[place]);
        return record.Slice(sizeof(ushort), BinaryPrimitives.ReadUInt16LittleEndian(record));
    }

    /// <summary>The frame of the records from one place to before another, its header written over what lies before them.</summary>
    public ReadOnlyMemory<byte> Frame(int from, int to, long first)
    {
        var (start, end) = (Offset(from), Offset(to));
        JournalFormat.WriteHeader(buffer.AsSpan(start - JournalFormat.HeaderLength), to - from, end - start, first);
        return buffer.AsMemory(start - JournalFormat.HeaderLength, end - start + JournalFormat.HeaderLength);
    }

    public void Reset()
    {
        offsets.Clear();
        Length = JournalFormat.HeaderLength;
        Committed = NewSource();
        if (buffer.Length > 64 * SmallestBuffer)
        {
            buffer = new byte[SmallestBuffer];
        }
    }

    private static TaskCompletionSource<BatchOutcome> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

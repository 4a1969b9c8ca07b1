using Breakwater.Server.Ledger.Basics;
using Microsoft.Win32.SafeHandles;

namespace Breakwater.Server.Ledger.Log;

/// <summary>Reads a journal from its start, frame by frame.</summary>
internal sealed class JournalScan(SafeFileHandle file, string path, long segment)
{
    private readonly long firstEntry = segment * SegmentFormat.Entries;
    private readonly long length = RandomAccess.GetLength(file);
    private long next = segment * SegmentFormat.Entries;

    /// <summary>Where the frame that was read last starts.</summary>
    public long FrameOffset { get; private set; }

    /// <summary>Why reading ended before the end of the file; null: it did not.</summary>
    public string? Fault { get; private set; }

    /// <summary>Where the last frame that verifies ends.</summary>
    public long End { get; private set; }

    /// <summary>The next frame, header and records; false at the end, and where a write was cut off.</summary>
    /// <exception cref="LedgerDamagedException">A frame does not verify, and one after it does.</exception>
    public bool TryRead(out byte[] frame)
    {
        FrameOffset = End;
        if (End == length)
        {
            frame = [];
            return false;
        }

        frame = ReadFrame(End, next, out var count, out var fault);
        if (fault is null)
        {
            End += frame.Length;
            next += count;
            return true;
        }

        Fault = $"{path}: {fault}";
        return HasFrameAfter(End + 1) ? throw Damaged("what was written after it is there") : false;
    }

    /// <param name="because">What shows that the frame that does not verify was synced once.</param>
    public LedgerDamagedException Damaged(string because) =>
        new($"{Fault}, but {because}. Restore the ledger from a backup; 'breakwater ledger verify' says what else does not fit.");

    private byte[] ReadFrame(long offset, long first, out int count, out string? fault)
    {
        var header = new byte[JournalFormat.HeaderLength];
        var read = RandomAccess.Read(file, header, offset);
        if (!JournalFormat.TryReadHeader(header.AsSpan(0, read), out count, out var bytes, out var said) || said != first
            || first + count > firstEntry + SegmentFormat.Entries || bytes > length - offset - JournalFormat.HeaderLength)
        {
            fault = $"the frame at byte {offset}, of entry {first}, does not verify";
            return [];
        }

        var frame = new byte[JournalFormat.HeaderLength + bytes];
        RandomAccess.Read(file, frame, offset);
        var position = JournalFormat.HeaderLength;
        for (var i = 0; i < count; i++)
        {
            if (!JournalFormat.TryReadRecord(frame.AsSpan(position), out _, out var record))
            {
                fault = $"entry {first + i} does not verify";
                return [];
            }

            position += record;
        }

        fault = position == frame.Length ? null : $"the frame at byte {offset}, of entry {first}, has another length than it says";
        return frame;
    }

    /// <summary>
    /// Whether a later frame of this journal was begun: then the one that does not verify was synced once. Its header is enough, for the later one may itself
    /// have been cut off. Nothing behind the end as it was at the beginning is looked at: beside a server that writes, frames come meanwhile.
    /// </summary>
    private bool HasFrameAfter(long offset)
    {
        var window = new byte[1024 * 1024];
        while (length - offset >= JournalFormat.HeaderLength)
        {
            var read = RandomAccess.Read(file, window.AsSpan(0, (int)Math.Min(window.Length, length - offset)), offset);
            for (var i = 0; i + JournalFormat.HeaderLength <= read; i++)
            {
                if (JournalFormat.TryReadHeader(window.AsSpan(i, read - i), out _, out _, out var first)
                    && first > next && first < firstEntry + SegmentFormat.Entries)
                {
                    return true;
                }
            }

            if (read < JournalFormat.HeaderLength)
            {
                return false;
            }

            offset += read - JournalFormat.HeaderLength + 1;
        }

        return false;
    }
}

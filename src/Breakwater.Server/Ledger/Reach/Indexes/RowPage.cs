using System.Buffers;
using System.Buffers.Binary;

namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>The rows of a key, some hundreds at a time: so much memory and no more, however many there are. Rows near each other are read together.</summary>
internal sealed class RowPage : IDisposable
{
    /// <summary>Rows; 48 KB of file.</summary>
    private const int Capacity = 512;

    /// <summary>Rows that are read without being wanted, rather than reading twice: a page of 4 KB.</summary>
    private const int WidestGap = 4096 / IndexRow.Length;

    private readonly SegmentIndex index;
    private readonly ReachKind kind;
    private readonly UInt128 key;
    private readonly IndexSection? numberSection;
    private readonly uint end;
    private readonly byte[] bytes = ArrayPool<byte>.Shared.Rent(Capacity * IndexRow.Length);
    private readonly int[] numbers = ArrayPool<int>.Shared.Rent(Capacity);
    private readonly IndexRow[] rows = ArrayPool<IndexRow>.Shared.Rent(Capacity);
    private uint next;
    private int count;

    private RowPage(SegmentIndex index, ReachKind kind, UInt128 key, IndexSection? numberSection, uint start, uint end) =>
        (this.index, this.kind, this.key, this.numberSection, next, this.end) = (index, kind, key, numberSection, start, end);

    public ReadOnlySpan<IndexRow> Rows => rows.AsSpan(0, count);

    /// <returns>Null when the segment has nothing of that key.</returns>
    /// <exception cref="DamagedIndexException">The directory leads nowhere.</exception>
    public static RowPage? Find(SegmentIndex index, ReachKind kind, UInt128 key)
    {
        var directory = IndexDirectory.Of(kind);
        IndexSection? numbers = kind switch
        {
            ReachKind.Actor => null,
            ReachKind.Credential => IndexSection.CredentialRows,
            ReachKind.Source => IndexSection.SourceRows,
            _ => IndexSection.DeviceRows,
        };
        if (!IndexDirectory.TryFind(index, directory, key, out var start, out var end))
        {
            return null;
        }

        var all = numbers is { } section ? index.Header[section].Length / sizeof(uint) : index.Header.Rows;
        return end <= all ? new RowPage(index, kind, key, numbers, start, end) : throw index.Damaged(directory, "a key has rows that are not there");
    }

    /// <summary>Turns to the next rows; false when there are no more.</summary>
    /// <exception cref="DamagedIndexException">A row is not there, or is none, or of another key.</exception>
    public bool Turn()
    {
        count = (int)Math.Min(Capacity, end - next);
        ReadNumbers();
        next += (uint)count;
        for (var first = 0; first < count;)
        {
            var last = first;
            while (last + 1 < count && numbers[last + 1] - numbers[last] <= WidestGap && numbers[last + 1] - numbers[first] < Capacity)
            {
                last++;
            }

            ReadRows(first, last);
            first = last + 1;
        }

        return count > 0;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<int>.Shared.Return(numbers);
        ArrayPool<IndexRow>.Shared.Return(rows);
    }

    private void ReadNumbers()
    {
        if (numberSection is { } section)
        {
            index.Read(section, (long)next * sizeof(uint), bytes.AsSpan(0, count * sizeof(uint)));
        }

        for (var i = 0; i < count; i++)
        {
            numbers[i] = numberSection is null ? (int)next + i : BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)));
            if (i > 0 && numbers[i] <= numbers[i - 1])
            {
                throw index.Damaged(numberSection ?? IndexSection.Rows, "row numbers do not ascend");
            }
        }
    }

    private void ReadRows(int first, int last)
    {
        var span = bytes.AsSpan(0, (numbers[last] - numbers[first] + 1) * IndexRow.Length);
        index.Read(IndexSection.Rows, (long)numbers[first] * IndexRow.Length, span);
        for (var i = first; i <= last; i++)
        {
            rows[i] = IndexRow.Read(span[((numbers[i] - numbers[first]) * IndexRow.Length)..]);
            if (!IsSound(rows[i]))
            {
                throw index.Damaged(IndexSection.Rows, $"row {numbers[i]} is none, or not of the key that leads to it");
            }
        }
    }

    private bool IsSound(in IndexRow row) =>
        row.First <= row.Last
        && row.Role < index.Names.Roles.Length
        && row.PostingCount > 0
        && row.PostingOffset + (long)row.PostingCount <= index.Header[IndexSection.Postings].Length / sizeof(ushort)
        && row.GrantOffset + (long)row.GrantLength <= index.Header[IndexSection.Grants].Length
        && key == kind switch
        {
            ReachKind.Actor => row.Actor,
            ReachKind.Credential => row.Credential,
            ReachKind.Source => row.Source,
            _ => row.Device,
        };
}

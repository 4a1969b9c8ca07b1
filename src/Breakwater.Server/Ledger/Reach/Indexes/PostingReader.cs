using System.Buffers;
using System.Buffers.Binary;

namespace Breakwater.Server.Ledger.Reach.Indexes;

internal delegate bool RowFilter(in IndexRow row);

/// <summary>Reads the numbers of the entries that rows sum up. What lies near each other is read together.</summary>
internal static class PostingReader
{
    /// <summary>Entry numbers a read; 64 KB of file.</summary>
    private const int Block = 1 << 15;

    /// <summary>Entry numbers that are read without being wanted, rather than reading twice: a page of 4 KB.</summary>
    private const int WidestGap = 4096 / sizeof(ushort);

    /// <param name="rows">As a <see cref="RowPage"/> has them.</param>
    /// <exception cref="DamagedIndexException">An entry is not in the segment.</exception>
    public static void Read(SegmentIndex index, ReadOnlySpan<IndexRow> rows, RowFilter wanted, EntryBits target)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Block * sizeof(ushort));
        try
        {
            for (var i = 0; i < rows.Length; i++)
            {
                if (!wanted(rows[i]))
                {
                    continue;
                }

                var last = LastOfBlock(rows, wanted, i);
                for (long from = rows[i].PostingOffset, end = EndOf(rows[last]); from < end; from += Block)
                {
                    var block = buffer.AsSpan(0, (int)Math.Min(Block, end - from) * sizeof(ushort));
                    index.Read(IndexSection.Postings, from * sizeof(ushort), block);
                    for (var row = i; row <= last; row++)
                    {
                        if (wanted(rows[row]))
                        {
                            Set(index, rows[row], block, from, target);
                        }
                    }
                }

                i = last;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static long EndOf(in IndexRow row) => row.PostingOffset + (long)row.PostingCount;

    /// <summary>The last wanted row whose entries are read together with those of the first one.</summary>
    private static int LastOfBlock(ReadOnlySpan<IndexRow> rows, RowFilter wanted, int first)
    {
        var last = first;
        for (var i = first + 1; i < rows.Length; i++)
        {
            if (wanted(rows[i]))
            {
                var gap = rows[i].PostingOffset - EndOf(rows[last]);
                if (gap is < 0 or > WidestGap || EndOf(rows[i]) - rows[first].PostingOffset > Block)
                {
                    break;
                }

                last = i;
            }
        }

        return last;
    }

    /// <param name="from">The number of the posting with which the block begins.</param>
    private static void Set(SegmentIndex index, in IndexRow row, ReadOnlySpan<byte> block, long from, EntryBits target)
    {
        var end = Math.Min(EndOf(row), from + (block.Length / sizeof(ushort)));
        for (var i = Math.Max(from, row.PostingOffset); i < end; i++)
        {
            var entry = BinaryPrimitives.ReadUInt16LittleEndian(block[((int)(i - from) * sizeof(ushort))..]);
            if (entry >= index.Header.Entries)
            {
                throw index.Damaged(IndexSection.Postings, $"there is no entry {entry}");
            }

            target.Set(entry);
        }
    }
}

using System.Runtime.InteropServices;
using System.Text;
using Breakwater.Server.Ledger.Reach.Touches;

namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>Sums up the entries of one segment. The same entries always give the same bytes.</summary>
internal sealed class SegmentIndexBuilder(long segment)
{
    private const int MostGrantBytes = 1 << 26;

    private readonly EntryFields touch = new();
    private readonly Dictionary<RowKey, int> rows = [];
    private readonly List<RowSum> sums = [];
    private readonly List<(ushort Entry, int Previous)> postings = [];
    private readonly NameTable operations = new();
    private readonly NameTable roles = new();
    private readonly NameTable grants = new();
    private int entries;
    private long grantBytes;
    private long first = long.MaxValue;
    private long last = long.MinValue;

    /// <exception cref="FormatException">An entry is none.</exception>
    /// <exception cref="SegmentTooWideException">No index can hold it.</exception>
    public static SegmentIndexImage Build(long segment, IEnumerable<ReadOnlyMemory<byte>> entries)
    {
        var builder = new SegmentIndexBuilder(segment);
        foreach (var entry in entries)
        {
            builder.Add(entry.Span);
        }

        return builder.Build();
    }

    /// <summary>Adds the next entry.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    /// <exception cref="SegmentTooWideException">No index can hold it.</exception>
    public void Add(ReadOnlySpan<byte> entry)
    {
        if (entries == IndexFormat.MostEntries)
        {
            throw new SegmentTooWideException("entries", IndexFormat.MostEntries);
        }

        touch.Read(entry);
        first = Math.Min(first, touch.Time);
        last = Math.Max(last, touch.Time);
        if (touch.IsTouch)
        {
            AddTouch();
        }

        entries++;
    }

    public SegmentIndexImage Build()
    {
        var sections = new IndexSections(sums, postings, operations, roles, grants);
        return new SegmentIndexImage(segment, entries, first, last, sums.Count, sections.ToBytes());
    }

    private void AddTouch()
    {
        var known = operations.NumberOf(touch.Operation, IndexFormat.OtherOperations);
        var operation = 1UL << (known >= 0 ? known : IndexFormat.OtherOperations);
        var grantsBefore = grants.Names.Count;
        var (role, grant) = (roles.NumberOf(touch.Role), grants.NumberOf(touch.Grant));
        grantBytes += grants.Names.Count > grantsBefore ? Encoding.UTF8.GetByteCount(touch.Grant) : 0;
        CheckLimits();
        ref var sum = ref SumOf(new RowKey(touch.Actor, touch.Credential, touch.Source, role, touch.Device, grant));
        sum.First = Math.Min(sum.First, touch.Time);
        sum.Last = Math.Max(sum.Last, touch.Time);
        sum.Count += touch.Count;
        sum.Bytes += touch.Bytes;
        sum.Operations |= operation;
        postings.Add(((ushort)entries, sum.LastPosting));
        sum.LastPosting = postings.Count - 1;
        sum.PostingCount++;
    }

    private ref RowSum SumOf(in RowKey key)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, key, out var known);
        if (!known)
        {
            number = sums.Count;
            sums.Add(new RowSum { Key = key, First = long.MaxValue, Last = long.MinValue, LastPosting = -1 });
        }

        return ref CollectionsMarshal.AsSpan(sums)[number];
    }

    private void CheckLimits()
    {
        Check(roles.Names.Count, IndexFormat.MostRoles, "roles");
        Check(grantBytes, MostGrantBytes, "bytes of grants");

        static void Check(long count, long limit, string what)
        {
            if (count > limit)
            {
                throw new SegmentTooWideException(what, limit);
            }
        }
    }
}

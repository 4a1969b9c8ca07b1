using Breakwater.Server.Ledger.Reach.Indexes;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Finds in an index what a question asks for.</summary>
internal static class IndexScan
{
    /// <summary>Keys; for more of them a directory is read as a whole.</summary>
    private const int OneByOne = 8;

    /// <summary>The rows that lie in the time asked for with all of their entries.</summary>
    /// <param name="approximate">And those that lie in it with some; they too are whole, which is more than was asked for.</param>
    /// <exception cref="DamagedIndexException">It is damaged.</exception>
    public static IEnumerable<ReachPart> Touches(SegmentIndex index, ReachFilter filter, bool approximate, CancellationToken cancellationToken)
    {
        ReachPart? part = null;
        foreach (var page in Pages(index, filter, cancellationToken))
        {
            part ??= new ReachPart { Operations = index.Names.Operations, Approximate = approximate };
            part.Clear();
            Add(index, page, filter, part);
            yield return part;
        }
    }

    /// <summary>Which entries are those of rows that lie in the time asked for with all of theirs, and which of rows that lie in it with some.</summary>
    /// <exception cref="DamagedIndexException">It is damaged.</exception>
    public static (EntryBits? Whole, EntryBits? Cut) Entries(SegmentIndex index, ReachFilter filter, CancellationToken cancellationToken)
    {
        EntryBits? whole = null, cut = null;
        foreach (var page in Pages(index, filter, cancellationToken))
        {
            Read(ref whole, page, (in row) => filter.Wants(row.Actor) && filter.Covers(row.First, row.Last));
            Read(ref cut, page, (in row) => filter.Wants(row.Actor) && filter.Overlaps(row.First, row.Last) && !filter.Covers(row.First, row.Last));
        }

        return (whole, cut);

        void Read(ref EntryBits? bits, RowPage page, RowFilter wanted)
        {
            foreach (ref readonly var row in page.Rows)
            {
                if (wanted(row))
                {
                    PostingReader.Read(index, page.Rows, wanted, bits ??= new EntryBits());
                    break;
                }
            }
        }
    }

    private static IEnumerable<RowPage> Pages(SegmentIndex index, ReachFilter filter, CancellationToken cancellationToken)
    {
        if (filter.Keys.Length > OneByOne)
        {
            index.Load(IndexDirectory.Of(filter.Kind));
        }

        foreach (var key in filter.Keys)
        {
            using var page = RowPage.Find(index, filter.Kind, key);
            while (page is not null && page.Turn())
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return page;
            }
        }
    }

    private static void Add(SegmentIndex index, RowPage page, ReachFilter filter, ReachPart part)
    {
        part.Touched.EnsureCapacity(page.Rows.Length);
        foreach (ref readonly var row in page.Rows)
        {
            if (!filter.Wants(row.Actor) || !(part.Approximate ? filter.Overlaps(row.First, row.Last) : filter.Covers(row.First, row.Last)))
            {
                continue;
            }

            part.Entries += row.PostingCount;
            part.Touched.Add(new Reached
            {
                Device = row.Device,
                Actor = row.Actor,
                Credential = row.Credential,
                Role = index.Names.Roles[row.Role],
                Grant = index.Grants[row.GrantOffset, row.GrantLength],
                Operations = row.Operations,
                First = row.First,
                Last = row.Last,
                Count = row.Count,
                Bytes = row.Bytes,
            });
        }
    }
}

using Breakwater.Server.Ledger.Reach.Touches;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Finds in entries as they were written what a question asks for.</summary>
internal static class EntryScan
{
    /// <summary>Touches a part.</summary>
    private const int PartSize = 4096;

    /// <param name="among">Only these entries of the segment; null for all.</param>
    /// <exception cref="FormatException">An entry is none.</exception>
    public static IEnumerable<ReachPart> Touches(
        IEnumerable<ReadOnlyMemory<byte>> entries, ReachFilter filter, EntryBits? among, CancellationToken cancellationToken)
    {
        var part = new ReachPart();
        var touch = new EntryFields();
        foreach (var _ in Matches(entries, filter, among, touch, cancellationToken))
        {
            Add(part, touch);
            if (part.Touched.Count >= PartSize)
            {
                yield return part;
                part.Clear();
            }
        }

        yield return part;
    }

    /// <summary>The numbers of the entries that match, counted from the first of <paramref name="entries"/>.</summary>
    /// <param name="among">Only these entries of the segment; null for all.</param>
    /// <param name="touch">Has what the entry found last says.</param>
    /// <exception cref="FormatException">An entry is none.</exception>
    public static IEnumerable<int> Matches(
        IEnumerable<ReadOnlyMemory<byte>> entries, ReachFilter filter, EntryBits? among, EntryFields touch, CancellationToken cancellationToken)
    {
        var number = -1;
        foreach (var entry in entries)
        {
            number++;
            if (number % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (among is null ? filter.MayMatch(entry.Span) : among[number])
            {
                touch.Read(entry.Span);
                if (filter.Matches(touch))
                {
                    yield return number;
                }
            }
        }
    }

    private static void Add(ReachPart part, EntryFields touch)
    {
        part.Entries++;
        part.Touched.Add(new Reached
        {
            Device = touch.Device,
            Actor = touch.Actor,
            Credential = touch.Credential,
            Role = touch.Role,
            Grant = touch.Grant,
            Operation = touch.Operation,
            First = touch.Time,
            Last = touch.Time,
            Count = touch.Count,
            Bytes = touch.Bytes,
        });
    }
}

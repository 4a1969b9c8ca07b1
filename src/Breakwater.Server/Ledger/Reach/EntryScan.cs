using Breakwater.Server.Ledger.Reach.Touches;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Finds in entries as they were written what a question asks for.</summary>
internal static class EntryScan
{
    /// <summary>Touches a part; one entry may go over it by as many devices as it shows.</summary>
    private const int PartSize = 4096;

    /// <param name="among">Only these entries of the segment; null for all.</param>
    /// <exception cref="FormatException">An entry is none.</exception>
    public static IEnumerable<ReachPart> Touches(
        IEnumerable<ReadOnlyMemory<byte>> entries, ReachFilter filter, EntryBits? among, CancellationToken cancellationToken)
    {
        var part = new ReachPart();
        var touch = new TouchReader();
        foreach (var _ in Matches(entries, filter, among, touch, cancellationToken))
        {
            Add(part, touch, filter);
            if (part.Touched.Count >= PartSize)
            {
                yield return part;
                part.Clear();
            }
        }

        yield return part;
    }

    /// <summary>The numbers of the entries that match, counted from the first of <paramref name="entries"/>; the touch is that of the one found last.</summary>
    /// <param name="among">Only these entries of the segment; null for all.</param>
    /// <exception cref="FormatException">An entry is none.</exception>
    public static IEnumerable<int> Matches(
        IEnumerable<ReadOnlyMemory<byte>> entries, ReachFilter filter, EntryBits? among, TouchReader touch, CancellationToken cancellationToken)
    {
        var number = -1;
        foreach (var entry in entries)
        {
            number++;
            if (number % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if ((among is null ? filter.MayMatch(entry.Span) : among[number]) && touch.Read(entry.Span) && filter.Matches(touch))
            {
                yield return number;
            }
        }
    }

    private static void Add(ReachPart part, TouchReader touch, ReachFilter filter)
    {
        part.Entries++;
        var devices = touch.Devices;
        for (var i = 0; i < devices.Length; i++)
        {
            if (filter.Kind != ReachKind.Device || devices[i] == filter.Keys[0])
            {
                part.Touched.Add(new Reached
                {
                    Device = devices[i],
                    Actor = touch.Actor,
                    Credential = touch.Credential,
                    Role = touch.Role,
                    Grant = touch.Grant,
                    Operation = touch.Operation,
                    First = touch.Time,
                    Last = touch.Time,
                    Count = touch.Count,
                    Bytes = i == 0 ? touch.Bytes : 0,
                });
            }
        }
    }
}

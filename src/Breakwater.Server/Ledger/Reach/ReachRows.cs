using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Reach.Touches;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Makes the rows of an answer from what was gathered.</summary>
internal sealed class ReachRows(ReachKind kind, ReachSums sums, IdSets sets, NameTable operations, NameTable grants, NameTable roles)
{
    private readonly NameSets operationSets = new(operations, sets);
    private readonly NameSets grantSets = new(grants, sets);

    /// <summary>The key of somebody who touched a device.</summary>
    public static UInt128 KeyOf(ulong actor, int role) => new(actor, (ulong)role);

    /// <summary>The last touched comes first; among those of the same moment, they are sorted by device, or by actor and role.</summary>
    public ImmutableArray<ReachRow> ToRows()
    {
        var (order, times) = (new int[sums.Count], new long[sums.Count]);
        for (var i = 0; i < order.Length; i++)
        {
            // The complement turns the order around, whatever the number.
            (order[i], times[i]) = (i, ~sums[i].Sum.Last);
        }

        Array.Sort(times, order);
        for (var first = 0; first < order.Length;)
        {
            var end = first + 1;
            while (end < order.Length && times[end] == times[first])
            {
                end++;
            }

            order.AsSpan(first, end - first).Sort(CompareKeys);
            first = end;
        }

        var rows = new ReachRow[order.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = ToRow(sums[order[i]]);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(rows);
    }

    private int CompareKeys(int a, int b)
    {
        var (left, right) = (sums[a].Key, sums[b].Key);
        return kind != ReachKind.Device || left >> 64 != right >> 64 ? left.CompareTo(right)
            : string.CompareOrdinal(roles.Names[(int)(ulong)left], roles.Names[(int)(ulong)right]);
    }

    private ReachRow ToRow(in (UInt128 Key, ReachSum Sum) gathered)
    {
        var ofDevice = kind == ReachKind.Device;
        var actor = SubjectId.From((ulong)(gathered.Key >> 64));
        ref readonly var sum = ref gathered.Sum;
        return new ReachRow
        {
            Device = ofDevice ? null : DeviceBits.ToDevice(gathered.Key),
            Actor = ofDevice && !actor.IsNobody ? actor : null,
            Role = ofDevice ? roles.Names[(int)(ulong)gathered.Key] : null,
            First = sum.First,
            Last = sum.Last,
            Count = sum.Count,
            Bytes = sum.Bytes,
            Operations = operationSets.NamesOf(sum.Operations),
            Grants = grantSets.NamesOf(sum.Grants),
            Credentials = sets.Count(sum.Credentials),
        };
    }
}

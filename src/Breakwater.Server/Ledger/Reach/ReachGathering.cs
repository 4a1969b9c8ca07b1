using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Reach.Touches;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Sums up parts into an answer, with so many rows and no more.</summary>
internal sealed class ReachGathering(ReachQuestion question, int mostRows)
{
    /// <summary>Names and credentials in rows beyond those that cost nothing, for each row that an answer may have.</summary>
    private const int NamesPerRow = 8;

    private static readonly ReachSum Nothing = new() { First = long.MaxValue, Last = long.MinValue };

    private readonly Dictionary<UInt128, ReachSum> sums = [];
    private readonly Dictionary<ulong, int> credentials = [];
    private readonly NameTable operations = new();
    private readonly NameTable roles = new();
    private readonly NameTable grants = new();
    private readonly int mostNames = (int)Math.Min(int.MaxValue, (long)NamesPerRow * mostRows);
    private readonly int[] operationOfBit = new int[64];
    private ReachSum total = Nothing;
    private int room = (int)Math.Min(int.MaxValue, (long)NamesPerRow * mostRows);
    private long entries;
    private bool approximate;
    private bool capped;

    public void Add(ReachPart part)
    {
        entries += part.Entries;
        approximate |= part.Approximate && part.Touched.Count > 0;
        Array.Fill(operationOfBit, -1);
        foreach (ref readonly var touched in CollectionsMarshal.AsSpan(part.Touched))
        {
            Add(touched, part.Operations);
        }
    }

    public ReachAnswer ToAnswer()
    {
        var known = new Dictionary<ulong, ImmutableArray<string>>();
        var rows = sums.Select(s => ToRow(s.Key, s.Value, known)).ToArray();
        Array.Sort(rows, Compare);
        return new ReachAnswer
        {
            Question = question,
            Rows = ImmutableCollectionsMarshal.AsImmutableArray(rows),
            Entries = entries,
            Count = total.Count,
            Bytes = total.Bytes,
            First = entries > 0 ? total.First : null,
            Last = entries > 0 ? total.Last : null,
            Approximate = approximate,
            Capped = capped,
        };
    }

    private static int Compare(ReachRow a, ReachRow b)
    {
        var order = b.Last.CompareTo(a.Last);
        order = order != 0 ? order : Nullable.Compare(a.Actor, b.Actor);
        order = order != 0 ? order : string.CompareOrdinal(a.Role, b.Role);
        return order != 0 || a.Device is null ? order : string.CompareOrdinal(a.Device.ToString(), b.Device.ToString());
    }

    private void Add(in Reached touched, string[] operationNames)
    {
        total.Add(touched);
        var key = question.Kind == ReachKind.Device ? new UInt128(touched.Actor, (ulong)roles.NumberOf(touched.Role)) : touched.Device;
        ref var sum = ref CollectionsMarshal.GetValueRefOrNullRef(sums, key);
        if (Unsafe.IsNullRef(ref sum))
        {
            if (sums.Count == mostRows)
            {
                capped = true;
                return;
            }

            sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _);
            sum = Nothing;
        }

        sum.Add(touched);
        if (touched.Grant.Length > 0)
        {
            AddId(ref sum.Grants, grants.NumberOf(touched.Grant, mostNames));
        }

        if (touched.Credential != 0)
        {
            AddId(ref sum.Credentials, NumberOf(touched.Credential));
        }

        if (touched.Operation is not null)
        {
            AddId(ref sum.Operations, operations.NumberOf(touched.Operation, mostNames));
        }

        for (var bits = touched.Operations; bits != 0; bits &= bits - 1)
        {
            AddId(ref sum.Operations, NumberOf(BitOperations.TrailingZeroCount(bits), operationNames));
        }
    }

    private void AddId(ref IdSet set, int id) => capped |= id < 0 || !set.Add(id, ref room);

    private int NumberOf(ulong credential)
    {
        if (!credentials.TryGetValue(credential, out var number))
        {
            if (credentials.Count == mostNames)
            {
                return -1;
            }

            number = credentials.Count;
            credentials.Add(credential, number);
        }

        return number;
    }

    private int NumberOf(int bit, string[] names)
    {
        ref var number = ref operationOfBit[bit];
        if (number < 0)
        {
            number = operations.NumberOf(bit < names.Length ? names[bit] : ReachAnswer.OtherOperations, mostNames);
        }

        return number;
    }

    private ReachRow ToRow(UInt128 key, in ReachSum sum, Dictionary<ulong, ImmutableArray<string>> known)
    {
        var ofDevice = question.Kind == ReachKind.Device;
        var actor = SubjectId.From((ulong)(key >> 64));
        return new ReachRow
        {
            Device = ofDevice ? null : DeviceBits.ToDevice(key),
            Actor = ofDevice && !actor.IsNobody ? actor : null,
            Role = ofDevice ? roles.Names[(int)key] : null,
            First = sum.First,
            Last = sum.Last,
            Count = sum.Count,
            Bytes = sum.Bytes,
            Operations = OperationsOf(sum.Operations, known),
            Grants = NamesOf(sum.Grants, grants),
            Credentials = sum.Credentials.Count,
        };
    }

    /// <summary>There are few different sets of operations, and many rows that have them.</summary>
    private ImmutableArray<string> OperationsOf(in IdSet set, Dictionary<ulong, ImmutableArray<string>> known)
    {
        if (set.Bits is not { } bits)
        {
            return NamesOf(set, operations);
        }

        if (!known.TryGetValue(bits, out var names))
        {
            names = NamesOf(set, operations);
            known.Add(bits, names);
        }

        return names;
    }

    private static ImmutableArray<string> NamesOf(in IdSet set, NameTable table)
    {
        string[] names = [.. set.Ids().Select(id => table.Names[id])];
        Array.Sort(names, StringComparer.Ordinal);
        return ImmutableCollectionsMarshal.AsImmutableArray(names);
    }
}

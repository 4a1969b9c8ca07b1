using System.Numerics;
using System.Runtime.InteropServices;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Sums up parts into an answer, with so many rows and no more.</summary>
internal sealed class ReachGathering
{
    /// <summary>Names and credentials beyond those that cost nothing, for each row that an answer may have.</summary>
    private const int NamesPerRow = 8;

    private readonly ReachQuestion question;
    private readonly int mostNames;
    private readonly ReachSums sums;
    private readonly IdSets sets;
    private readonly Dictionary<ulong, int> credentials = [];
    private readonly NameTable operations = new();
    private readonly NameTable roles = new();
    private readonly NameTable grants = new();
    private readonly int[] operationOfBit = new int[64];
    private ReachSum total = ReachSum.Nothing;
    private long entries;
    private bool approximate;
    private bool capped;

    public ReachGathering(ReachQuestion question, int mostRows)
    {
        this.question = question;
        mostNames = (int)Math.Min(int.MaxValue, (long)NamesPerRow * mostRows);
        sums = new ReachSums(mostRows);
        sets = new IdSets(mostNames);
    }

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

    public ReachAnswer ToAnswer() => new()
    {
        Question = question,
        Rows = new ReachRows(question.Kind, sums, sets, operations, grants, roles).ToRows(),
        Entries = entries,
        Count = total.Count,
        Bytes = total.Bytes,
        First = entries > 0 ? total.First : null,
        Last = entries > 0 ? total.Last : null,
        Approximate = approximate,
        Capped = capped,
    };

    private void Add(in Reached touched, string[] operationNames)
    {
        total.Add(touched);
        var number = sums.NumberOf(question.Kind == ReachKind.Device ? ReachRows.KeyOf(touched.Actor, roles.NumberOf(touched.Role)) : touched.Device);
        if (number < 0)
        {
            capped = true;
            return;
        }

        ref var sum = ref sums[number].Sum;
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

    private void AddId(ref IdSet set, int id) => capped |= id < 0 || !sets.Add(ref set, id);

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
}

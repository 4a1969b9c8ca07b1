using System.Numerics;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>What sets of numbers have beyond what fits into them.</summary>
/// <param name="room">Numbers that may take memory here, of all sets together.</param>
internal sealed class IdSets(int room)
{
    private readonly List<HashSet<int>> more = [];
    private int left = room;

    /// <returns>False when there is no room.</returns>
    public bool Add(ref IdSet set, int id)
    {
        if (id < 64)
        {
            set.Low |= 1UL << id;
            return true;
        }

        if (set.High == 0 || set.High == id)
        {
            set.High = id;
            return true;
        }

        if (set.More != 0 && more[set.More - 1].Contains(id))
        {
            return true;
        }

        if (left == 0)
        {
            return false;
        }

        left--;
        if (set.More == 0)
        {
            more.Add([]);
            set.More = more.Count;
        }

        more[set.More - 1].Add(id);
        return true;
    }

    public int Count(in IdSet set) => set.LowCount + (set.More != 0 ? more[set.More - 1].Count : 0);

    public List<int> ToList(in IdSet set)
    {
        var ids = new List<int>(Count(set));
        for (var bits = set.Low; bits != 0; bits &= bits - 1)
        {
            ids.Add(BitOperations.TrailingZeroCount(bits));
        }

        if (set.High != 0)
        {
            ids.Add(set.High);
        }

        if (set.More != 0)
        {
            ids.AddRange(more[set.More - 1]);
        }

        return ids;
    }
}

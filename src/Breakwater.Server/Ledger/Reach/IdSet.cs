using System.Numerics;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Small numbers, of which most sets have few: the first 64 are bits, the first beyond them needs no memory of its own either.</summary>
internal struct IdSet
{
    private ulong low;
    private int firstHigh;
    private HashSet<int>? high;

    public readonly int Count => BitOperations.PopCount(low) + (firstHigh != 0 ? 1 : 0) + (high?.Count ?? 0);

    /// <summary>The bits, when there are no others.</summary>
    public readonly ulong? Bits => firstHigh == 0 ? low : null;

    /// <param name="room">Numbers that may still take memory of their own, of all sets together.</param>
    /// <returns>False when there is no room.</returns>
    public bool Add(int id, ref int room)
    {
        if (id < 64)
        {
            low |= 1UL << id;
            return true;
        }

        if (firstHigh == 0 || firstHigh == id)
        {
            firstHigh = id;
            return true;
        }

        if (high?.Contains(id) == true)
        {
            return true;
        }

        if (room == 0)
        {
            return false;
        }

        room--;
        (high ??= []).Add(id);
        return true;
    }

    public readonly IEnumerable<int> Ids()
    {
        var ids = new List<int>(Count);
        for (var bits = low; bits != 0; bits &= bits - 1)
        {
            ids.Add(BitOperations.TrailingZeroCount(bits));
        }

        if (firstHigh != 0)
        {
            ids.Add(firstHigh);
        }

        ids.AddRange(high ?? []);
        return ids;
    }
}

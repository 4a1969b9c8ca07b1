using System.Numerics;
using Breakwater.Server.Ledger.Reach.Indexes;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Entries of one segment, by their number in it.</summary>
internal sealed class EntryBits
{
    private readonly ulong[] words = new ulong[IndexFormat.MostEntries / 64];

    public bool this[int entry] => (words[entry >> 6] & (1UL << entry)) != 0;

    public void Set(int entry) => words[entry >> 6] |= 1UL << entry;

    /// <summary>In ascending order.</summary>
    public IEnumerable<int> Entries()
    {
        for (var i = 0; i < words.Length; i++)
        {
            for (var word = words[i]; word != 0; word &= word - 1)
            {
                yield return (64 * i) + BitOperations.TrailingZeroCount(word);
            }
        }
    }
}

using System.Runtime.InteropServices;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Sums by key, up to so many. They stay where they are while more come, and hold no references: growing copies none of them.</summary>
internal sealed class ReachSums(int most)
{
    private const int BlockBits = 10;
    private const int BlockSize = 1 << BlockBits;

    private readonly Dictionary<UInt128, int> numbers = [];
    private readonly List<(UInt128 Key, ReachSum Sum)[]> blocks = [];

    public int Count => numbers.Count;

    public ref (UInt128 Key, ReachSum Sum) this[int number] => ref blocks[number >> BlockBits][number & (BlockSize - 1)];

    /// <returns>-1 when the key is new and there are as many as there may be.</returns>
    public int NumberOf(UInt128 key)
    {
        if (numbers.Count == most)
        {
            return numbers.GetValueOrDefault(key, -1);
        }

        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, key, out var known);
        if (!known)
        {
            number = numbers.Count - 1;
            if (number >> BlockBits == blocks.Count)
            {
                blocks.Add(new (UInt128, ReachSum)[BlockSize]);
            }

            this[number] = (key, ReachSum.Nothing);
        }

        return number;
    }
}

using System.Numerics;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>
/// Small numbers, of which most sets have few: the first 64 are bits, and one beyond them needs no memory of its own either. It holds no reference, so that
/// a million of them are nothing to the garbage collector; see <see cref="IdSets"/>.
/// </summary>
internal struct IdSet
{
    /// <summary>The numbers below 64.</summary>
    public ulong Low;

    /// <summary>The first number of the others; zero for none.</summary>
    public int High;

    /// <summary>Where <see cref="IdSets"/> has the rest; zero for none.</summary>
    public int More;

    public readonly int LowCount => BitOperations.PopCount(Low) + (High != 0 ? 1 : 0);
}

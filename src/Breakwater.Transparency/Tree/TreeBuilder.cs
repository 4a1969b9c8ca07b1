using System.Numerics;

namespace Breakwater.Transparency.Tree;

/// <summary>A tree that grows and remembers one hash a level: the complete subtrees that its size is the sum of.</summary>
/// <remarks>Not safe for use from several threads at once.</remarks>
public sealed class TreeBuilder
{
    private readonly TreeHash[] _complete = new TreeHash[TreeSplit.MaxDepth];

    /// <summary>Entries so far.</summary>
    public long Size { get; private set; }

    public void Append(TreeHash leaf) => AppendSubtree(0, leaf);

    /// <summary>Appends 2^<paramref name="level"/> entries by the root of their complete subtree. A tree is taken up again by appending
    /// its subtrees, the largest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The level is not one of a tree.</exception>
    /// <exception cref="InvalidOperationException">The size is no multiple of the subtree's, or would exceed 2^63 - 1.</exception>
    public void AppendSubtree(int level, TreeHash hash)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, TreeSplit.MaxDepth);
        var count = 1L << level;
        if ((Size & (count - 1)) != 0 || Size > long.MaxValue - count)
        {
            throw new InvalidOperationException($"A subtree of {count} entries cannot follow {Size} entries.");
        }

        // As in a binary counter: each set bit that the carry passes is a left neighbour of the same size.
        while ((Size >> level & 1) == 1)
        {
            hash = TreeHash.OfNode(_complete[level], hash);
            level++;
        }

        _complete[level] = hash;
        Size += count;
    }

    public TreeHash Root()
    {
        if (Size == 0)
        {
            return TreeHash.Empty;
        }

        var level = BitOperations.TrailingZeroCount(Size);
        var root = _complete[level];
        for (var rest = Size & (Size - 1); rest != 0; rest &= rest - 1)
        {
            root = TreeHash.OfNode(_complete[BitOperations.TrailingZeroCount(rest)], root);
        }

        return root;
    }
}

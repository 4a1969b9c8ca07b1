using System.Numerics;

namespace Breakwater.Transparency.Tree;

/// <summary>How a range of leaves falls apart into complete subtrees (RFC 9162 §2.1.1).</summary>
internal static class TreeSplit
{
    /// <summary>Longest proof of a tree of less than 2^63 entries.</summary>
    public const int MaxDepth = 63;

    /// <summary>The largest power of two below <paramref name="count"/>, which is 2 or more.</summary>
    public static long Below(long count) => 1L << BitOperations.Log2((ulong)(count - 1));

    /// <summary>Root of the leaves from <paramref name="start"/> up to <paramref name="end"/>, a range that arose by splitting a tree:
    /// a multiple of every subtree in it starts it.</summary>
    public static TreeHash RootOf(long start, long end, NodeSource nodes)
    {
        var root = Smallest(start, ref end, nodes);
        while (end > start)
        {
            var left = Smallest(start, ref end, nodes);
            root = TreeHash.OfNode(left, root);
        }

        return root;
    }

    /// <summary>Takes the last, smallest complete subtree off the range.</summary>
    private static TreeHash Smallest(long start, ref long end, NodeSource nodes)
    {
        var level = BitOperations.TrailingZeroCount(end - start);
        end -= 1L << level;
        return nodes(level, end >> level);
    }
}

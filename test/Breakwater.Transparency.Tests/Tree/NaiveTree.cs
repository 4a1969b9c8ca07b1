using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Tests.Tree;

/// <summary>RFC 9162 §2.1 as it is written, recursion and all.</summary>
internal static class NaiveTree
{
    public static TreeHash[] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => TreeHash.OfLeaf(BitConverter.GetBytes(i)))];

    public static TreeHash Root(ReadOnlySpan<TreeHash> leaves)
    {
        if (leaves.Length < 2)
        {
            return leaves.IsEmpty ? TreeHash.Empty : leaves[0];
        }

        var split = Split(leaves.Length);
        return TreeHash.OfNode(Root(leaves[..split]), Root(leaves[split..]));
    }

    public static TreeHash[] Path(int index, ReadOnlySpan<TreeHash> leaves)
    {
        if (leaves.Length == 1)
        {
            return [];
        }

        var split = Split(leaves.Length);
        return index < split
            ? [.. Path(index, leaves[..split]), Root(leaves[split..])]
            : [.. Path(index - split, leaves[split..]), Root(leaves[..split])];
    }

    public static TreeHash[] SubProof(int oldSize, ReadOnlySpan<TreeHash> leaves, bool whole)
    {
        if (oldSize == leaves.Length)
        {
            return whole ? [] : [Root(leaves)];
        }

        var split = Split(leaves.Length);
        return oldSize <= split
            ? [.. SubProof(oldSize, leaves[..split], whole), Root(leaves[split..])]
            : [.. SubProof(oldSize - split, leaves[split..], false), Root(leaves[..split])];
    }

    /// <summary>A source that knows complete subtrees only and fails for any other question.</summary>
    public static NodeSource Nodes(TreeHash[] leaves) => (level, index) => Root(leaves.AsSpan((int)(index << level), 1 << level));

    private static int Split(int count)
    {
        var split = 1;
        while (split * 2 < count)
        {
            split *= 2;
        }

        return split;
    }
}

namespace Breakwater.Transparency.Tree;

/// <summary>Walks from the root down, so the hash next to the root comes first and the result is turned round.</summary>
internal static class ProofBuilder
{
    // RFC 9162 §2.1.3.1: PATH(m, D_n)
    public static TreeHash[] Inclusion(long index, long size, NodeSource nodes)
    {
        var path = new List<TreeHash>(TreeSplit.MaxDepth);
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + TreeSplit.Below(end - start);
            if (index < middle)
            {
                path.Add(TreeSplit.RootOf(middle, end, nodes));
                end = middle;
            }
            else
            {
                path.Add(TreeSplit.RootOf(start, middle, nodes));
                start = middle;
            }
        }

        return Reversed(path);
    }

    // RFC 9162 §2.1.4.1: SUBPROOF(m, D_n, b); b is whether start is still 0.
    public static TreeHash[] Consistency(long oldSize, long newSize, NodeSource nodes)
    {
        var path = new List<TreeHash>(TreeSplit.MaxDepth + 1);
        var (start, end) = (0L, newSize);
        while (oldSize != end)
        {
            var middle = start + TreeSplit.Below(end - start);
            if (oldSize <= middle)
            {
                path.Add(TreeSplit.RootOf(middle, end, nodes));
                end = middle;
            }
            else
            {
                path.Add(TreeSplit.RootOf(start, middle, nodes));
                start = middle;
            }
        }

        if (start != 0)
        {
            path.Add(TreeSplit.RootOf(start, end, nodes));
        }

        return Reversed(path);
    }

    private static TreeHash[] Reversed(List<TreeHash> path)
    {
        path.Reverse();
        return [.. path];
    }
}

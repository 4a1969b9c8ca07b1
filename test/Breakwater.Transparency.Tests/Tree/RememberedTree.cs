using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Tests.Tree;

/// <summary>Every complete subtree of some leaves, computed once.</summary>
internal sealed class RememberedTree
{
    private readonly List<TreeHash[]> _levels = [];

    public RememberedTree(TreeHash[] leaves)
    {
        for (var row = leaves; row.Length > 0; row = Above(row))
        {
            _levels.Add(row);
        }
    }

    public TreeHash Node(int level, long index) => _levels[level][index];

    private static TreeHash[] Above(TreeHash[] row)
    {
        var above = new TreeHash[row.Length / 2];
        for (var i = 0; i < above.Length; i++)
        {
            above[i] = TreeHash.OfNode(row[2 * i], row[(2 * i) + 1]);
        }

        return above;
    }
}

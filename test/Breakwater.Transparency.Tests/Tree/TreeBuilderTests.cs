using System.Numerics;
using Breakwater.Transparency.Tree;
using CsCheck;

namespace Breakwater.Transparency.Tests.Tree;

public sealed class TreeBuilderTests
{
    private static readonly TreeHash[] Leaves = NaiveTree.Leaves(600);
    private static readonly NodeSource Nodes = NaiveTree.Nodes(Leaves);

    [Fact]
    public void AppendSubtree_WhereItFits_IsAsItsLeaves() => Gen.Int[0, 9].Array[0, 40].Sample(levels =>
    {
        var builder = new TreeBuilder();
        foreach (var wanted in levels)
        {
            var level = builder.Size == 0 ? wanted : Math.Min(wanted, BitOperations.TrailingZeroCount(builder.Size));
            if (builder.Size + (1 << level) > Leaves.Length)
            {
                break;
            }

            builder.AppendSubtree(level, Nodes(level, builder.Size >> level));
        }

        Assert.Equal(NaiveTree.Root(Leaves.AsSpan(0, (int)builder.Size)), builder.Root());
    });

    [Fact]
    public void AppendSubtree_ResumesATree()
    {
        var builder = new TreeBuilder();
        builder.AppendSubtree(8, Nodes(8, 0));
        builder.AppendSubtree(2, Nodes(2, 64));
        builder.Append(Leaves[260]);
        Assert.Equal(261, builder.Size);
        Assert.Equal(NaiveTree.Root(Leaves.AsSpan(0, 261)), builder.Root());
    }

    [Fact]
    public void AppendSubtree_WhereItDoesNotFit_ThrowsAndChangesNothing()
    {
        var builder = new TreeBuilder();
        builder.Append(Leaves[0]);
        Assert.Throws<InvalidOperationException>(() => builder.AppendSubtree(1, Leaves[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AppendSubtree(-1, Leaves[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AppendSubtree(63, Leaves[1]));
        Assert.Equal((1, Leaves[0]), (builder.Size, builder.Root()));
    }

    [Fact]
    public void AppendSubtree_BeyondTheLargestTree_Throws()
    {
        var builder = new TreeBuilder();
        for (var level = 62; level >= 0; level--)
        {
            builder.AppendSubtree(level, Leaves[level]);
        }

        Assert.Equal(long.MaxValue, builder.Size);
        var root = builder.Root();
        Assert.Throws<InvalidOperationException>(() => builder.Append(Leaves[0]));
        Assert.Equal(root, builder.Root());
    }
}

using Breakwater.Transparency.Tree;
using CsCheck;

namespace Breakwater.Transparency.Tests.Tree;

public sealed class MerkleTreeTests
{
    private const int Largest = 300;

    private static readonly TreeHash[] Leaves = NaiveTree.Leaves(Largest);
    private static readonly NodeSource Nodes = new RememberedTree(Leaves).Node;
    private static readonly TreeHash[] Roots = [.. Enumerable.Range(0, Largest + 1).Select(size => NaiveTree.Root(Leaves.AsSpan(0, size)))];

    [Fact]
    public void Root_EverySize_IsThatOfTheDefinition()
    {
        var builder = new TreeBuilder();
        for (var size = 0; size <= Largest; size++)
        {
            Assert.Equal(size, builder.Size);
            Assert.Equal(Roots[size], builder.Root());
            Assert.Equal(Roots[size], MerkleTree.Root(size, Nodes));
            if (size < Largest)
            {
                builder.Append(Leaves[size]);
            }
        }
    }

    [Fact]
    public void ProveInclusion_EveryIndexOfEverySize_IsTheDefinitionsAndVerifies()
    {
        for (var size = 1; size <= Largest; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var proof = MerkleTree.ProveInclusion(index, size, Nodes);
                Assert.True(MerkleTree.VerifyInclusion(Leaves[index], index, size, proof, Roots[size]), $"{index} of {size}");
            }

            Assert.Equal(NaiveTree.Path(size / 2, Leaves.AsSpan(0, size)), MerkleTree.ProveInclusion(size / 2, size, Nodes));
        }
    }

    [Fact]
    public void ProveConsistency_EveryPairOfSizes_IsTheDefinitionsAndVerifies()
    {
        for (var size = 0; size <= Largest; size++)
        {
            for (var old = 0; old <= size; old++)
            {
                var proof = MerkleTree.ProveConsistency(old, size, Nodes);
                Assert.True(MerkleTree.VerifyConsistency(old, size, proof, Roots[old], Roots[size]), $"{old} of {size}");
            }

            var middle = size / 3;
            var expected = middle == 0 ? [] : NaiveTree.SubProof(middle, Leaves.AsSpan(0, size), true);
            Assert.Equal(expected, MerkleTree.ProveConsistency(middle, size, Nodes));
        }
    }

    [Fact]
    public void VerifyInclusion_AnyChange_IsRejected() =>
        (from size in Gen.Int[1, Largest]
         from index in Gen.Int[0, size - 1]
         from change in Gen.Int[0, int.MaxValue]
         select (size, index, change)).Sample(t =>
        {
            var proof = MerkleTree.ProveInclusion(t.index, t.size, Nodes);
            var (leaf, root) = (Leaves[t.index], Roots[t.size]);
            Assert.All(ProofChanges.Of(proof, t.change), p => Assert.False(MerkleTree.VerifyInclusion(leaf, t.index, t.size, p, root)));
            Assert.False(MerkleTree.VerifyInclusion(ProofChanges.Flip(leaf, t.change), t.index, t.size, proof, root));
            Assert.False(MerkleTree.VerifyInclusion(leaf, t.index, t.size, proof, ProofChanges.Flip(root, t.change)));
            var other = t.change % Largest;
            Assert.True(other == t.index || !MerkleTree.VerifyInclusion(leaf, other, t.size, proof, root));
        });

    /// <summary>A proof names the size only by its length, so another size may do; but then it leads to no other leaf or root.</summary>
    [Fact]
    public void VerifyInclusion_OfAnotherTree_IsRejected() =>
        Gen.Select(Gen.Int[1, Largest], Gen.Int[1, Largest]).Where((a, b) => a != b).Sample((size, other) =>
        {
            var index = Math.Min(size, other) - 1;
            var proof = MerkleTree.ProveInclusion(index, size, Nodes);
            Assert.False(MerkleTree.VerifyInclusion(Leaves[index], index, other, proof, Roots[other]));
            Assert.False(MerkleTree.VerifyInclusion(Leaves[index], index, size, proof, Roots[other]));
        });

    [Fact]
    public void VerifyConsistency_AnyChange_IsRejected() =>
        (from size in Gen.Int[1, Largest]
         from old in Gen.Int[1, size]
         from change in Gen.Int[0, int.MaxValue]
         select (size, old, change)).Sample(t =>
        {
            var proof = MerkleTree.ProveConsistency(t.old, t.size, Nodes);
            var (older, newer) = (Roots[t.old], Roots[t.size]);
            Assert.All(ProofChanges.Of(proof, t.change), p => Assert.False(MerkleTree.VerifyConsistency(t.old, t.size, p, older, newer)));
            Assert.False(MerkleTree.VerifyConsistency(t.old, t.size, proof, ProofChanges.Flip(older, t.change), newer));
            Assert.False(MerkleTree.VerifyConsistency(t.old, t.size, proof, older, ProofChanges.Flip(newer, t.change)));
            var other = 1 + (t.change % Largest);
            Assert.True(other == t.old || !MerkleTree.VerifyConsistency(other, t.size, proof, Roots[other], newer) || proof.Length == 0);
            Assert.True(other == t.size || !MerkleTree.VerifyConsistency(t.old, other, proof, older, Roots[other]));
        });

    [Fact]
    public void Verify_HostileNumbers_AreRejectedAndNothingThrows()
    {
        long[] numbers = [long.MinValue, -1, 0, 1, 2, 3, 1L << 62, long.MaxValue - 1, long.MaxValue];
        TreeHash[][] proofs = [.. new[] { 0, 1, 62, 63, 64, 1000 }.Select(count => Enumerable.Repeat(Roots[2], count).ToArray())];
        foreach (var a in numbers)
        {
            foreach (var b in numbers)
            {
                foreach (var proof in proofs)
                {
                    Assert.False(MerkleTree.VerifyInclusion(Roots[3], a, b, proof, Roots[5]));
                    Assert.False(MerkleTree.VerifyConsistency(a, b, proof, Roots[3], Roots[5]));
                }
            }
        }
    }

    [Fact]
    public void VerifyConsistency_OfTheEmptyTree_TakesOnlyItsRootAndNoProof()
    {
        Assert.True(MerkleTree.VerifyConsistency(0, 7, [], TreeHash.Empty, Roots[7]));
        Assert.True(MerkleTree.VerifyConsistency(0, 0, [], TreeHash.Empty, TreeHash.Empty));
        Assert.False(MerkleTree.VerifyConsistency(0, 7, [], Roots[1], Roots[7]));
        Assert.False(MerkleTree.VerifyConsistency(0, 7, [Roots[7]], TreeHash.Empty, Roots[7]));
        Assert.False(MerkleTree.VerifyConsistency(0, 0, [], Roots[1], Roots[1]));
    }

    [Fact]
    public void Prove_WhatIsNotThere_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.ProveInclusion(3, 3, Nodes));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.ProveInclusion(-1, 3, Nodes));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.ProveConsistency(4, 3, Nodes));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Root(-1, Nodes));
    }

    /// <summary>Every leaf is the same here, so that a tree of 2^63 - 1 entries is known without being built.</summary>
    [Fact]
    public void Prove_InTheLargestTree_Verifies()
    {
        var complete = new TreeHash[63];
        complete[0] = Leaves[0];
        for (var level = 1; level < complete.Length; level++)
        {
            complete[level] = TreeHash.OfNode(complete[level - 1], complete[level - 1]);
        }

        TreeHash Same(int level, long index) => complete[level];
        var root = MerkleTree.Root(long.MaxValue, Same);
        foreach (var index in new[] { 0, 1, 1L << 62, long.MaxValue - 2, long.MaxValue - 1 })
        {
            var proof = MerkleTree.ProveInclusion(index, long.MaxValue, Same);
            Assert.InRange(proof.Length, 62, 63);
            Assert.True(MerkleTree.VerifyInclusion(Leaves[0], index, long.MaxValue, proof, root));
            var consistency = MerkleTree.ProveConsistency(index + 1, long.MaxValue, Same);
            Assert.True(MerkleTree.VerifyConsistency(index + 1, long.MaxValue, consistency, MerkleTree.Root(index + 1, Same), root));
        }
    }
}

namespace Breakwater.Transparency.Tree;

/// <summary>Roots and proofs of the append-only Merkle tree of RFC 9162 §2.1.</summary>
public static class MerkleTree
{
    /// <summary>Root of the tree of the first <paramref name="size"/> entries; asks for at most 63 nodes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative.</exception>
    public static TreeHash Root(long size, NodeSource nodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size == 0 ? TreeHash.Empty : TreeSplit.RootOf(0, size, nodes);
    }

    /// <summary>The proof that entry <paramref name="index"/> is in the tree of <paramref name="size"/> entries
    /// (RFC 9162 §2.1.3.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    public static TreeHash[] ProveInclusion(long index, long size, NodeSource nodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        return ProofBuilder.Inclusion(index, size, nodes);
    }

    /// <summary>The proof that the tree of <paramref name="newSize"/> entries begins with that of <paramref name="oldSize"/>
    /// (RFC 9162 §2.1.4.1). Empty for equal sizes and for an empty old tree.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The old size is negative or above the new.</exception>
    public static TreeHash[] ProveConsistency(long oldSize, long newSize, NodeSource nodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        return oldSize == 0 || oldSize == newSize ? [] : ProofBuilder.Consistency(oldSize, newSize, nodes);
    }

    /// <summary>Whether the proof shows the leaf at that index of the tree with that root. False for whatever makes no sense.</summary>
    public static bool VerifyInclusion(TreeHash leaf, long index, long size, IReadOnlyList<TreeHash> proof, TreeHash root) =>
        InclusionProof.Verify(leaf, index, size, proof, root);

    /// <summary>Whether the proof shows that the tree with the new root begins with the tree with the old root. False for whatever makes
    /// no sense. The empty tree, whose root is <see cref="TreeHash.Empty"/>, begins every tree, with an empty proof.</summary>
    public static bool VerifyConsistency(long oldSize, long newSize, IReadOnlyList<TreeHash> proof, TreeHash oldRoot, TreeHash newRoot) =>
        ConsistencyProof.Verify(oldSize, newSize, proof, oldRoot, newRoot);
}

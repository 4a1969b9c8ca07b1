namespace Breakwater.Transparency.Tree;

internal static class InclusionProof
{
    // RFC 9162 §2.1.3.2
    public static bool Verify(TreeHash leaf, long index, long size, IReadOnlyList<TreeHash> proof, TreeHash root)
    {
        if (index < 0 || index >= size || proof.Count > TreeSplit.MaxDepth)
        {
            return false;
        }

        var place = new ProofPlace(index, size - 1);
        var hash = leaf;
        for (var i = 0; i < proof.Count; i++)
        {
            if (place.AtRoot)
            {
                return false;
            }

            hash = place.IsRight ? TreeHash.OfNode(proof[i], hash) : TreeHash.OfNode(hash, proof[i]);
            place.Ascend();
        }

        return place.AtRoot && hash == root;
    }
}

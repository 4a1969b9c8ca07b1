using System.Numerics;

namespace Breakwater.Transparency.Tree;

internal static class ConsistencyProof
{
    // RFC 9162 §2.1.4.2
    public static bool Verify(long oldSize, long newSize, IReadOnlyList<TreeHash> proof, TreeHash oldRoot, TreeHash newRoot)
    {
        if (oldSize < 0 || oldSize > newSize || proof.Count > TreeSplit.MaxDepth + 1)
        {
            return false;
        }

        if (oldSize == newSize)
        {
            return proof.Count == 0 && oldRoot == newRoot && (oldSize > 0 || oldRoot == TreeHash.Empty);
        }

        if (oldSize == 0)
        {
            return proof.Count == 0 && oldRoot == TreeHash.Empty;
        }

        return proof.Count > 0 && VerifyPath(oldSize, newSize, proof, oldRoot, newRoot);
    }

    private static bool VerifyPath(long oldSize, long newSize, IReadOnlyList<TreeHash> proof, TreeHash oldRoot, TreeHash newRoot)
    {
        // Step 2: an old tree that is one complete subtree is its own first node, and the proof leaves it out.
        var complete = BitOperations.IsPow2(oldSize);
        var first = complete ? oldRoot : proof[0];
        var place = new ProofPlace(oldSize - 1, newSize - 1);
        place.SkipRightEdges();

        var (older, newer) = (first, first);
        for (var i = complete ? 0 : 1; i < proof.Count; i++)
        {
            if (place.AtRoot)
            {
                return false;
            }

            if (place.IsRight)
            {
                older = TreeHash.OfNode(proof[i], older);
                newer = TreeHash.OfNode(proof[i], newer);
            }
            else
            {
                newer = TreeHash.OfNode(newer, proof[i]);
            }

            place.Ascend();
        }

        return place.AtRoot && older == oldRoot && newer == newRoot;
    }
}

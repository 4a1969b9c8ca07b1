using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Tests.Tree;

/// <summary>What somebody could do to a proof.</summary>
internal static class ProofChanges
{
    public static IEnumerable<TreeHash[]> Of(TreeHash[] proof, int choice)
    {
        yield return [.. proof, TreeHash.Empty];
        yield return [TreeHash.Empty, .. proof];
        if (proof.Length == 0)
        {
            yield break;
        }

        yield return proof[1..];
        yield return proof[..^1];
        yield return [.. proof, proof[^1]];
        var changed = proof.ToArray();
        changed[choice % proof.Length] = Flip(proof[choice % proof.Length], choice / 64);
        yield return changed;
        if (proof.Length > 1)
        {
            var swapped = proof.ToArray();
            var first = choice % (proof.Length - 1);
            (swapped[first], swapped[first + 1]) = (swapped[first + 1], swapped[first]);
            yield return swapped;
        }
    }

    public static TreeHash Flip(TreeHash hash, int bit)
    {
        var bytes = hash.ToArray();
        bytes[bit / 8 % TreeHash.Size] ^= (byte)(1 << (bit % 8));
        return new TreeHash(bytes);
    }
}

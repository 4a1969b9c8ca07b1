using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Verification;

internal static class TileRoot
{
    /// <summary>The hash of the complete subtree over the hashes, whose number is a power of two up to that of a tile.</summary>
    public static TreeHash Of(ReadOnlySpan<TreeHash> hashes)
    {
        Span<TreeHash> row = stackalloc TreeHash[TileAddress.FullWidth];
        hashes.CopyTo(row);
        for (var count = hashes.Length; count > 1; count /= 2)
        {
            for (var i = 0; i < count / 2; i++)
            {
                row[i] = TreeHash.OfNode(row[2 * i], row[(2 * i) + 1]);
            }
        }

        return row[0];
    }
}

using Breakwater.Transparency.Tree;

namespace Breakwater.Server.Ledger.Log;

/// <summary>Roots of complete subtrees.</summary>
internal static class HashRange
{
    /// <param name="hashes">A power of two of them, at most a tile's.</param>
    public static TreeHash Root(ReadOnlySpan<TreeHash> hashes)
    {
        if (hashes.Length == 1)
        {
            return hashes[0];
        }

        Span<TreeHash> row = stackalloc TreeHash[SegmentFormat.TileWidth / 2];
        var width = hashes.Length / 2;
        for (var i = 0; i < width; i++)
        {
            row[i] = TreeHash.OfNode(hashes[2 * i], hashes[(2 * i) + 1]);
        }

        while (width > 1)
        {
            width /= 2;
            for (var i = 0; i < width; i++)
            {
                row[i] = TreeHash.OfNode(row[2 * i], row[(2 * i) + 1]);
            }
        }

        return row[0];
    }
}

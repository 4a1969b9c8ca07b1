using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Verification;

internal sealed class TileReader(Func<TileAddress, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>> fetch)
{
    /// <summary>Reads a tile, or the full one in its place (tlog-tiles, Partial Tiles: the partial one may be deleted then). No tile is
    /// empty, so nothing read is a tile not there.</summary>
    /// <returns>The bytes and the width that they were found as; null if there is neither.</returns>
    public async ValueTask<(ReadOnlyMemory<byte> Bytes, int Width)?> ReadAsync(TileAddress address, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await fetch(address, cancellationToken) is { IsEmpty: false } exact)
        {
            return (exact, address.Width);
        }

        return !address.IsFull && await fetch(address.Full, cancellationToken) is { IsEmpty: false } full
            ? (full, TileAddress.FullWidth)
            : null;
    }

    /// <summary>Reads the hashes of a tile.</summary>
    /// <returns>What is wrong with the tile, or null.</returns>
    public async ValueTask<TileLogReport?> ReadHashesAsync(
        TileAddress address, Memory<TreeHash> hashes, CancellationToken cancellationToken)
    {
        if (await ReadAsync(address, cancellationToken) is not var (bytes, width))
        {
            return new TileLogReport(TileLogFinding.Missing, address);
        }

        if (bytes.Length != width * TreeHash.Size)
        {
            return new TileLogReport(TileLogFinding.Malformed, address);
        }

        for (var i = 0; i < address.Width; i++)
        {
            hashes.Span[i] = new TreeHash(bytes.Span.Slice(i * TreeHash.Size, TreeHash.Size));
        }

        return null;
    }

    /// <summary>Reads a bundle and hashes its entries.</summary>
    /// <returns>What is wrong with the bundle, or null.</returns>
    public async ValueTask<TileLogReport?> ReadLeavesAsync(
        TileAddress bundle, Memory<TreeHash> leaves, CancellationToken cancellationToken)
    {
        if (await ReadAsync(bundle, cancellationToken) is not var (bytes, width))
        {
            return new TileLogReport(TileLogFinding.Missing, bundle);
        }

        return Hash(bytes.Span, width, leaves.Span[..bundle.Width]) ? null : new TileLogReport(TileLogFinding.Malformed, bundle);
    }

    /// <summary>Hashes the first entries of a bundle, and sees that it has as many as its width.</summary>
    private static bool Hash(ReadOnlySpan<byte> bundle, int width, Span<TreeHash> leaves)
    {
        for (var i = 0; i < width; i++)
        {
            if (!EntryBundle.TryRead(ref bundle, out var entry))
            {
                return false;
            }

            if (i < leaves.Length)
            {
                leaves[i] = TreeHash.OfLeaf(entry);
            }
        }

        return bundle.IsEmpty;
    }
}

using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Verification;

/// <summary>Makes the consistency proof from a log's tiles and verifies it. What the tiles say needs no trust: the proof has to lead to
/// both roots.</summary>
internal sealed class ConsistencyCheck(TileReader reader, Checkpoint older, Checkpoint newer)
{
    private readonly Dictionary<(int Level, long Index), TreeHash> _nodes = [];
    private readonly Dictionary<TileAddress, TreeHash[]> _tiles = [];

    public async Task<TileLogReport> RunAsync(CancellationToken cancellationToken)
    {
        if (older.Origin != newer.Origin)
        {
            return new TileLogReport(TileLogFinding.Inconsistent);
        }

        if (older.Size > newer.Size)
        {
            return new TileLogReport(TileLogFinding.Shrunk);
        }

        foreach (var (level, index) in NodesOfTheProof())
        {
            if (await ReadNodeAsync(level, index, cancellationToken) is { } unread)
            {
                return unread;
            }
        }

        var proof = MerkleTree.ProveConsistency(older.Size, newer.Size, (level, index) => _nodes[(level, index)]);
        return MerkleTree.VerifyConsistency(older.Size, newer.Size, proof, older.Root, newer.Root)
            ? new TileLogReport(TileLogFinding.Verified, Root: newer.Root)
            : new TileLogReport(TileLogFinding.Inconsistent);
    }

    /// <summary>Proving is synchronous and reading is not: a proof of nothing tells which nodes to read, at most some hundred.</summary>
    private List<(int Level, long Index)> NodesOfTheProof()
    {
        var nodes = new List<(int, long)>();
        _ = MerkleTree.ProveConsistency(older.Size, newer.Size, (level, index) =>
        {
            nodes.Add((level, index));
            return default;
        });
        return nodes;
    }

    private async Task<TileLogReport?> ReadNodeAsync(int level, long index, CancellationToken cancellationToken)
    {
        // The node lies between two levels of tiles: it is the root of some neighbouring hashes of the lower one.
        var within = level % TileAddress.HeightBits;
        var first = index << within;
        _ = TileAddress.TryLocate(level / TileAddress.HeightBits, first, newer.Size, out var tile);
        if (!_tiles.TryGetValue(tile, out var hashes))
        {
            hashes = new TreeHash[TileAddress.FullWidth];
            if (await reader.ReadHashesAsync(tile, hashes, cancellationToken) is { } unread)
            {
                return unread;
            }

            _tiles.Add(tile, hashes);
        }

        _nodes[(level, index)] = TileRoot.Of(hashes.AsSpan((int)(first % TileAddress.FullWidth), 1 << within));
        return null;
    }
}

using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Verification;

/// <summary>Builds the tree of a log anew from its entries, and compares every tile on the way.</summary>
internal sealed class LogRebuild(TileReader reader, Checkpoint checkpoint)
{
    private readonly TreeHash[] _leaves = new TreeHash[TileAddress.FullWidth];
    private readonly TreeHash[] _published = new TreeHash[TileAddress.FullWidth];
    private readonly List<GrowingTile> _levels = [];
    private readonly TreeBuilder _tree = new();

    public async Task<TileLogReport> RunAsync(CancellationToken cancellationToken)
    {
        while (_tree.Size < checkpoint.Size)
        {
            if (await AddBundleAsync(cancellationToken) is { } found)
            {
                return found;
            }
        }

        for (var i = 0; i < _levels.Count; i++)
        {
            if (_levels[i].Count > 0 && await CompareAsync(_levels[i].Address, _levels[i].Hashes, cancellationToken) is { } found)
            {
                return found;
            }
        }

        var root = _tree.Root();
        return root == checkpoint.Root
            ? new TileLogReport(TileLogFinding.Verified, Root: root)
            : new TileLogReport(TileLogFinding.RootDiffers);
    }

    private async Task<TileLogReport?> AddBundleAsync(CancellationToken cancellationToken)
    {
        var index = _tree.Size >> TileAddress.HeightBits;
        var width = (int)Math.Min(TileAddress.FullWidth, checkpoint.Size - _tree.Size);
        if (await reader.ReadLeavesAsync(TileAddress.Entries(index, width), _leaves, cancellationToken) is { } unread)
        {
            return unread;
        }

        var tile = TileAddress.Hashes(0, index, width);
        if (await CompareAsync(tile, _leaves.AsMemory(0, width), cancellationToken) is { } found)
        {
            return found;
        }

        if (tile.IsFull)
        {
            var hash = TileRoot.Of(_leaves);
            _tree.AppendSubtree(TileAddress.HeightBits, hash);
            return await RaiseAsync(hash, cancellationToken);
        }

        for (var i = 0; i < width; i++)
        {
            _tree.Append(_leaves[i]);
        }

        return null;
    }

    /// <summary>Adds the hash of a full tile to the level above; a tile that becomes full by it is compared and raised in turn.</summary>
    private async Task<TileLogReport?> RaiseAsync(TreeHash hash, CancellationToken cancellationToken)
    {
        for (var level = 0; ; level++)
        {
            if (level == _levels.Count)
            {
                _levels.Add(new GrowingTile(level + 1));
            }

            var tile = _levels[level];
            tile.Add(hash);
            if (!tile.IsFull)
            {
                return null;
            }

            if (await CompareAsync(tile.Address, tile.Hashes, cancellationToken) is { } found)
            {
                return found;
            }

            hash = TileRoot.Of(tile.Hashes.Span);
            tile.MoveOn();
        }
    }

    private async Task<TileLogReport?> CompareAsync(
        TileAddress tile, ReadOnlyMemory<TreeHash> computed, CancellationToken cancellationToken)
    {
        if (await reader.ReadHashesAsync(tile, _published, cancellationToken) is { } unread)
        {
            return unread;
        }

        var same = computed.Span.CommonPrefixLength(_published.AsSpan(0, tile.Width));
        if (same == tile.Width)
        {
            return null;
        }

        var entry = tile.StartIndex + ((long)same << (tile.Level * TileAddress.HeightBits));
        return new TileLogReport(tile.Level == 0 ? TileLogFinding.EntryDiffers : TileLogFinding.TileDiffers, tile, entry);
    }
}

using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Verification;

/// <summary>The last tile of a level, as far as it is known.</summary>
internal sealed class GrowingTile(int level)
{
    private readonly TreeHash[] _hashes = new TreeHash[TileAddress.FullWidth];
    private long _index;

    public int Count { get; private set; }

    public bool IsFull => Count == TileAddress.FullWidth;

    public TileAddress Address => TileAddress.Hashes(level, _index, Count);

    public ReadOnlyMemory<TreeHash> Hashes => _hashes.AsMemory(0, Count);

    public void Add(TreeHash hash) => _hashes[Count++] = hash;

    public void MoveOn()
    {
        _index++;
        Count = 0;
    }
}

using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;

namespace Breakwater.Cli.Ledger.Mirror;

/// <summary>
/// The tree of the mirrored log as it grows. Its tiles are computed from the entries, never taken from the server, and written as they become full; so a folder
/// whose root is the signed one has nothing in it that does not belong there.
/// </summary>
internal sealed class MirrorTree
{
    private readonly MirrorFolder folder;
    private readonly List<List<TreeHash>> levels = [[]];
    private readonly List<TileAddress> full = [];

    private MirrorTree(MirrorFolder folder) => this.folder = folder;

    /// <summary>Entries in full bundles; the rest is in <see cref="Partial"/>.</summary>
    public long Size { get; private set; }

    /// <summary>Leaf hashes of the last bundle, if it is not full.</summary>
    public IReadOnlyList<TreeHash> Partial => levels[0];

    public IReadOnlyList<TileAddress> FullTiles => full;

    /// <summary>Takes the folder's tree up where its checkpoint left it. Null: the folder does not have what its checkpoint says.</summary>
    public static MirrorTree? Load(MirrorFolder folder, Checkpoint? checkpoint)
    {
        var tree = new MirrorTree(folder);
        if (checkpoint is null)
        {
            return tree;
        }

        tree.Size = checkpoint.Size / TileAddress.FullWidth * TileAddress.FullWidth;
        foreach (var tile in Partials(checkpoint.Size))
        {
            while (tree.levels.Count <= tile.Level)
            {
                tree.levels.Add([]);
            }

            if (folder.ReadHashes(tile) is not { } hashes)
            {
                return null;
            }

            tree.levels[tile.Level].AddRange(hashes);
        }

        return tree.Root() == checkpoint.Root ? tree : null;
    }

    /// <summary>The tiles of hashes that a log of that size has in part.</summary>
    public static IEnumerable<TileAddress> Partials(long size)
    {
        for (var (level, count) = (0, size); count > 0; level++, count /= TileAddress.FullWidth)
        {
            if (count % TileAddress.FullWidth is > 0 and var width)
            {
                yield return TileAddress.Hashes(level, count / TileAddress.FullWidth, (int)width);
            }
        }
    }

    /// <summary>Adds a bundle: the leaf hashes of 256 entries, or fewer at the end of the log.</summary>
    public void Add(ReadOnlySpan<TreeHash> leaves)
    {
        levels[0].Clear();
        levels[0].AddRange(leaves);
        var tile = TileAddress.Hashes(0, Size / TileAddress.FullWidth, leaves.Length);
        folder.WriteTile(tile, Bytes(levels[0]));
        if (tile.IsFull)
        {
            full.Add(tile);
            AddHash(RootOf(levels[0]));
            levels[0].Clear();
        }
    }

    /// <summary>Adds a full bundle by its hash alone, where the entries are gone.</summary>
    public void AddHash(TreeHash bundle)
    {
        Size += TileAddress.FullWidth;
        var hash = bundle;
        for (var level = 1; ; level++)
        {
            if (level == levels.Count)
            {
                levels.Add([]);
            }

            levels[level].Add(hash);
            if (levels[level].Count < TileAddress.FullWidth)
            {
                return;
            }

            // Hashes of this level so far, over the width of a tile, is one more than the number of this tile.
            var covered = 1L << ((level + 1) * 8);
            var tile = TileAddress.Hashes(level, (Size / covered) - 1);
            folder.WriteTile(tile, Bytes(levels[level]));
            full.Add(tile);
            hash = RootOf(levels[level]);
            levels[level].Clear();
        }
    }

    /// <summary>Writes the tiles that are not full.</summary>
    public void WritePartials()
    {
        foreach (var tile in Partials(Size + levels[0].Count).Where(t => t.Level > 0))
        {
            folder.WriteTile(tile, Bytes(levels[tile.Level]));
        }
    }

    public TreeHash Root()
    {
        var tree = new TreeBuilder();
        for (var level = levels.Count - 1; level >= 0; level--)
        {
            foreach (var hash in levels[level])
            {
                tree.AppendSubtree(level * 8, hash);
            }
        }

        return tree.Root();
    }

    private static TreeHash RootOf(List<TreeHash> hashes)
    {
        var tree = new TreeBuilder();
        foreach (var hash in hashes)
        {
            tree.Append(hash);
        }

        return tree.Root();
    }

    private static byte[] Bytes(List<TreeHash> hashes)
    {
        var bytes = new byte[hashes.Count * TreeHash.Size];
        for (var i = 0; i < hashes.Count; i++)
        {
            hashes[i].CopyTo(bytes.AsSpan(i * TreeHash.Size));
        }

        return bytes;
    }
}

using Breakwater.Server.Ledger.Basics;
using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;

namespace Breakwater.Server.Ledger.Log;

/// <summary>The log as C2SP tlog-tiles publishes it: tiles of hashes and bundles of entries, none beyond the size that a checkpoint was signed for.</summary>
internal sealed class TileLibrary(LedgerStore store)
{
    /// <summary>Null: no tile of that address is under a checkpoint of <paramref name="signedSize"/> entries, or it was archived or pruned.</summary>
    /// <exception cref="LedgerDamagedException">What is on disk does not verify.</exception>
    public Tile? Read(TileAddress address, long signedSize)
    {
        // A tile of width W exists when its W hashes do.
        var span = address.IsEntries ? 1L : 1L << (SegmentFormat.TileLevel * Math.Min(address.Level, 7));
        if (address.Level > 7 || address.Index > (signedSize / span / SegmentFormat.TileWidth) + 1
            || ((address.Index * SegmentFormat.TileWidth) + address.Width) * span > signedSize)
        {
            return null;
        }

        try
        {
            return address.IsEntries ? ReadBundle(address) : new Tile(ReadHashes(address), IsGzip: false);
        }
        catch (SegmentAwayException)
        {
            return null;
        }
    }

    private Tile ReadBundle(TileAddress address)
    {
        var segment = address.Index / SegmentFormat.Tiles;
        if (address.IsFull && segment < store.Segments.Length)
        {
            // As it is kept; clients take gzip without negotiation (C2SP tlog-tiles, Log entries).
            using var file = store.OpenSegment(segment);
            return new Tile(file.ReadZippedBundle((int)(address.Index % SegmentFormat.Tiles)), IsGzip: true);
        }

        return new Tile(store.ReadBundle(address.Index, address.Width), IsGzip: false);
    }

    private byte[] ReadHashes(TileAddress address)
    {
        var bytes = new byte[address.Width * TreeHash.Size];
        var first = address.Index * SegmentFormat.TileWidth;
        if (address.Level <= 1 && SealedTile(address) is { } tile)
        {
            return tile.AsSpan(0, bytes.Length).ToArray();
        }

        for (var i = 0; i < address.Width; i++)
        {
            store.Node(address.Level * SegmentFormat.TileLevel, first + i).CopyTo(bytes.AsSpan(i * TreeHash.Size));
        }

        return bytes;
    }

    private byte[]? SealedTile(TileAddress address)
    {
        var segment = address.Level == 0 ? address.Index / SegmentFormat.Tiles : address.Index;
        if (segment >= store.Segments.Length)
        {
            return null;
        }

        if (address.Level == 1)
        {
            using var stub = SegmentFile.Open(store.Folder.Segment(segment), segment);
            return stub.ReadTop();
        }

        using var file = store.OpenSegment(segment);
        return file.ReadLeaves((int)(address.Index % SegmentFormat.Tiles), file.ReadTop());
    }
}

/// <param name="IsGzip">The bytes are compressed.</param>
internal sealed record Tile(byte[] Bytes, bool IsGzip);

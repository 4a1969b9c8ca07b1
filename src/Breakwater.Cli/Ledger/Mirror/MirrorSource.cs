using System.Buffers;
using Breakwater.Contracts.Client;
using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;

namespace Breakwater.Cli.Ledger.Mirror;

/// <summary>Reads the server's log bundle by bundle.</summary>
internal sealed class MirrorSource(LedgerClient ledger)
{
    /// <summary>Null: the server does not have it. No tile is empty.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> FetchAsync(TileAddress tile, CancellationToken cancellationToken) =>
        await ledger.GetTileAsync(tile.Path, cancellationToken) is { Length: > 0 } bytes ? bytes : default(ReadOnlyMemory<byte>?);

    /// <summary>A bundle as wide as asked for, with its leaf hashes. Null: the server has it no more.</summary>
    /// <exception cref="MirrorFaultException">It does not fall apart into so many entries.</exception>
    public async Task<(byte[] Bytes, TreeHash[] Leaves)?> ReadBundleAsync(TileAddress bundle, CancellationToken cancellationToken)
    {
        var exact = await FetchAsync(bundle, cancellationToken);

        // A partial bundle may be gone once there is the full one (tlog-tiles, Partial Tiles).
        var found = exact ?? (bundle.IsFull ? null : await FetchAsync(bundle.Full, cancellationToken));
        return found is { } bytes ? Cut(bundle, bytes.Span, whole: exact is not null) : null;
    }

    /// <summary>The hashes of a tile. Null: the server has it no more.</summary>
    /// <exception cref="MirrorFaultException">It has another length.</exception>
    public async Task<TreeHash[]?> ReadHashesAsync(TileAddress tile, CancellationToken cancellationToken)
    {
        if (await FetchAsync(tile, cancellationToken) is not { } bytes)
        {
            return null;
        }

        return bytes.Length == tile.Width * TreeHash.Size
            ? [.. bytes.ToArray().Chunk(TreeHash.Size).Select(b => new TreeHash(b))]
            : throw new MirrorFaultException($"{tile.Path} has {bytes.Length} bytes, and not {tile.Width * TreeHash.Size}");
    }

    private static (byte[] Bytes, TreeHash[] Leaves) Cut(TileAddress bundle, ReadOnlySpan<byte> rest, bool whole)
    {
        var cut = new ArrayBufferWriter<byte>(rest.Length);
        var leaves = new TreeHash[bundle.Width];
        for (var i = 0; i < leaves.Length; i++)
        {
            if (!EntryBundle.TryRead(ref rest, out var entry))
            {
                throw new MirrorFaultException($"{bundle.Path} ends within entry {bundle.StartIndex + i}");
            }

            leaves[i] = TreeHash.OfLeaf(entry);
            EntryBundle.Append(cut, entry);
        }

        return whole && !rest.IsEmpty
            ? throw new MirrorFaultException($"{bundle.Path} has more than {bundle.Width} entries")
            : (cut.WrittenSpan.ToArray(), leaves);
    }
}

/// <summary>What the server has does not fit; the message names the first entry or tile.</summary>
/// <param name="isEvidence">The log's own key signed what does not fit.</param>
internal sealed class MirrorFaultException(string message, bool isEvidence = true) : Exception(message)
{
    public bool IsEvidence { get; } = isEvidence;
}

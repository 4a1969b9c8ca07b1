using System.Globalization;
using Breakwater.Contracts.Client;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;
using Breakwater.Transparency.Verification;

namespace Breakwater.Cli.Ledger.Mirror;

/// <summary>
/// Brings a folder up to the server's checkpoint. Every entry is hashed, and the tree that these make together with what the folder has must be the signed one:
/// that shows at once that no entry differs and that the log begins with what was mirrored before (RFC 9162 §2.1.4).
/// </summary>
/// <param name="keys">Keys of the log that are trusted.</param>
internal sealed class LogMirror(LedgerClient ledger, MirrorFolder folder, IReadOnlyCollection<NoteVerifier> keys)
{
    private readonly MirrorSource source = new(ledger);
    private long away;

    /// <exception cref="MirrorFaultException">Something does not fit. The folder's checkpoint is what it was.</exception>
    public async Task<MirrorReport> RunAsync(SignedCheckpoint latest, IProgress<long> progress, CancellationToken cancellationToken)
    {
        Trust(latest, "the server's checkpoint");
        var known = folder.ReadCheckpoint();
        if (known is not null)
        {
            Trust(known, $"the checkpoint in {folder.Path}");
        }

        var (now, before) = (latest.Checkpoint, known?.Checkpoint);
        var tree = MirrorTree.Load(folder, before) ?? throw new MirrorFaultException(
            $"{folder.Path} does not have what its own checkpoint of {before!.Size} entries says; mirror into a new folder", isEvidence: false);
        Compare(now, before);
        if (now.Size > (before?.Size ?? 0))
        {
            await GrowAsync(tree, latest, progress, cancellationToken);
        }

        folder.WriteKeys(keys);
        folder.WriteCheckpoint(latest);
        RemovePartials(tree, now.Size, before?.Size ?? 0);
        return new MirrorReport(folder.Path, now.Origin, before?.Size ?? 0, now.Size, away);
    }

    private void Trust(SignedCheckpoint checkpoint, string which)
    {
        var origin = checkpoint.Checkpoint.Origin;
        var fault = checkpoint.Verify(keys) switch
        {
            CheckpointVerdict.Verified => null,
            CheckpointVerdict.UnknownLog =>
                $"{which} is of the log '{origin}', which no trusted key is named like. After 'ledger resume' the log has another name: keep this folder as it "
                + "is, and mirror into a new one",
            CheckpointVerdict.NotSigned => $"{which} is signed by no trusted key of '{origin}'",
            _ => $"{which} has a false signature",
        };
        if (fault is not null)
        {
            throw new MirrorFaultException(fault, isEvidence: false);
        }
    }

    private static void Compare(Checkpoint now, Checkpoint? before)
    {
        if (before is null)
        {
            return;
        }

        if (now.Origin != before.Origin)
        {
            throw new MirrorFaultException($"the server's log is '{now.Origin}', and here is '{before.Origin}'; mirror into a new folder");
        }

        if (now.Size < before.Size)
        {
            throw new MirrorFaultException(Invariant($"the server's log has {now.Size} entries, and here are {before.Size} that it signed: it has lost entry {now.Size}"));
        }

        if (now.Size == before.Size && now.Root != before.Root)
        {
            throw new MirrorFaultException(Invariant($"the server signed another log of {now.Size} entries than the one here"));
        }
    }

    private async Task GrowAsync(MirrorTree tree, SignedCheckpoint latest, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var size = latest.Checkpoint.Size;
        var kept = tree.Partial.ToArray();
        while (tree.Size < size && tree.Size + tree.Partial.Count != size)
        {
            var start = tree.Size;
            var bundle = TileAddress.Entries(start / TileAddress.FullWidth, (int)Math.Min(TileAddress.FullWidth, size - start));
            if (await source.ReadBundleAsync(bundle, cancellationToken) is var (bytes, leaves))
            {
                Compare(kept, leaves, start);
                folder.WriteTile(bundle, bytes);
                tree.Add(leaves);
            }
            else
            {
                await AddHashesAsync(tree, bundle, kept, cancellationToken);
            }

            kept = [];
            progress.Report(start + bundle.Width);
        }

        tree.WritePartials();
        if (tree.Root() != latest.Checkpoint.Root)
        {
            throw new MirrorFaultException(await DescribeAsync(latest, cancellationToken));
        }
    }

    /// <summary>What the folder had of a bundle that was not full must be how it goes on.</summary>
    private static void Compare(TreeHash[] kept, TreeHash[] leaves, long start)
    {
        var same = kept.AsSpan().CommonPrefixLength(leaves);
        if (same < kept.Length)
        {
            throw new MirrorFaultException(Invariant($"entry {start + same} is another one than the one here"));
        }
    }

    /// <summary>The server pruned the entries; their hashes are there still, of each or of the bundle.</summary>
    private async Task AddHashesAsync(MirrorTree tree, TileAddress bundle, TreeHash[] kept, CancellationToken cancellationToken)
    {
        var start = tree.Size;
        if (await source.ReadHashesAsync(TileAddress.Hashes(0, bundle.Index, bundle.Width), cancellationToken) is { } leaves)
        {
            Compare(kept, leaves, start);
            tree.Add(leaves);
        }
        else if (kept.Length > 0)
        {
            throw new MirrorFaultException(Invariant(
                $"the entries from {start + kept.Length} on were pruned before they were mirrored, so nothing shows how what is here goes on; mirror into a new folder"));
        }
        else if (await source.ReadHashesAsync(TileAddress.Hashes(1, bundle.Index / TileAddress.FullWidth), cancellationToken) is { } bundles)
        {
            tree.AddHash(bundles[(int)(bundle.Index % TileAddress.FullWidth)]);
        }
        else
        {
            throw new MirrorFaultException($"{bundle.Path} is missing, and so are its hashes");
        }

        away += bundle.Width;
    }

    /// <summary>Reads the server's own tiles to name the first place that does not fit.</summary>
    private async Task<string> DescribeAsync(SignedCheckpoint latest, CancellationToken cancellationToken)
    {
        var report = await new TileLog(source.FetchAsync).VerifyAsync(latest, keys, cancellationToken);
        return report switch
        {
            { Finding: TileLogFinding.EntryDiffers, Entry: { } entry } => Invariant($"entry {entry} is not the one that the log's tiles have the hash of"),
            { Tile: { } tile } => $"{tile.Path} is {report.Finding.ToString().ToLowerInvariant()}",
            _ => Invariant($"the server's {latest.Checkpoint.Size} entries are not those that it signed"),
        };
    }

    private void RemovePartials(MirrorTree tree, long size, long before)
    {
        foreach (var tile in tree.FullTiles)
        {
            folder.RemovePartials(tile);
            if (tile.Level == 0)
            {
                folder.RemovePartials(TileAddress.Entries(tile.Index));
            }
        }

        var needed = MirrorTree.Partials(size).ToHashSet();
        foreach (var tile in MirrorTree.Partials(before).Where(t => !needed.Contains(t)))
        {
            folder.Remove(tile);
            if (tile.Level == 0)
            {
                folder.Remove(TileAddress.Entries(tile.Index, tile.Width));
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Before">Entries that the folder had.</param>
/// <param name="Entries">Entries that it has now.</param>
/// <param name="Away">Of the new ones, those that the server had pruned: the folder has their hashes, and not them.</param>
internal sealed record MirrorReport(string Folder, string Origin, long Before, long Entries, long Away);

using System.Diagnostics.CodeAnalysis;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Encodings;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Receipts;

/// <summary>Shows offline that a log has an entry (C2SP tlog-proof): the entry, its place, the proof and a checkpoint.</summary>
public sealed class Receipt
{
    /// <summary>Bytes of the longest receipt: an entry of 64 KB as base64, 63 hashes, a note of 64 KB.</summary>
    public const int MaxBytes = 160 * 1024;

    /// <exception cref="ArgumentOutOfRangeException">There is no such index, or the proof is longer than that of any tree.</exception>
    /// <exception cref="ArgumentException">The entry is longer than <see cref="EntryBundle.MaxEntry"/>.</exception>
    public Receipt(long index, IReadOnlyList<TreeHash> proof, SignedCheckpoint checkpoint, ReadOnlyMemory<byte>? entry = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(proof.Count, TreeSplit.MaxDepth, nameof(proof));
        if (entry is { Length: > EntryBundle.MaxEntry })
        {
            throw new ArgumentException("An entry has at most 65,535 bytes.", nameof(entry));
        }

        Index = index;
        Proof = proof;
        Checkpoint = checkpoint;
        Entry = entry;
    }

    /// <summary>Number of the entry in the log, from 0.</summary>
    public long Index { get; }

    /// <summary>From the leaf's sibling up.</summary>
    public IReadOnlyList<TreeHash> Proof { get; }

    public SignedCheckpoint Checkpoint { get; }

    /// <summary>The entry's bytes, the <c>extra</c> of the format. Means nothing before the receipt was found valid.</summary>
    public ReadOnlyMemory<byte>? Entry { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out Receipt? receipt)
    {
        receipt = text.Length <= MaxBytes ? ReceiptText.Parse(text) : null;
        return receipt is not null;
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out Receipt? receipt)
    {
        receipt = utf8.Length <= MaxBytes && Utf8Text.TryDecode(utf8, out var text) ? ReceiptText.Parse(text) : null;
        return receipt is not null;
    }

    /// <summary>Reads a receipt and checks it.</summary>
    public static ReceiptVerification Check(
        string text, IReadOnlyCollection<NoteVerifier> logKeys, IReadOnlyCollection<NoteVerifier> witnessKeys) =>
        TryParse(text, out var receipt) ? receipt.Check(logKeys, witnessKeys) : new ReceiptVerification(ReceiptVerdict.Malformed);

    /// <summary>Whether the log has the entry that the receipt holds.</summary>
    /// <param name="logKeys">Ed25519 keys of trusted logs, each named like its log's origin.</param>
    /// <param name="witnessKeys">Cosignature keys of known witnesses.</param>
    public ReceiptVerification Check(IReadOnlyCollection<NoteVerifier> logKeys, IReadOnlyCollection<NoteVerifier> witnessKeys) =>
        Entry is { } entry ? Check(TreeHash.OfLeaf(entry.Span), logKeys, witnessKeys) : new ReceiptVerification(ReceiptVerdict.NoEntry);

    /// <summary>Whether the log has the entry with that leaf hash at this receipt's index, whatever entry the receipt holds.</summary>
    /// <inheritdoc cref="Check(IReadOnlyCollection{NoteVerifier}, IReadOnlyCollection{NoteVerifier})"/>
    public ReceiptVerification Check(
        TreeHash leaf, IReadOnlyCollection<NoteVerifier> logKeys, IReadOnlyCollection<NoteVerifier> witnessKeys)
    {
        var refused = Checkpoint.Verify(logKeys) switch
        {
            CheckpointVerdict.Verified => ReceiptVerdict.Valid,
            CheckpointVerdict.UnknownLog => ReceiptVerdict.UnknownLog,
            CheckpointVerdict.NotSigned => ReceiptVerdict.NotSigned,
            _ => ReceiptVerdict.BadSignature,
        };
        if (refused != ReceiptVerdict.Valid)
        {
            return new ReceiptVerification(refused);
        }

        if (!Checkpoint.TryCountWitnesses(witnessKeys, out var witnesses))
        {
            return new ReceiptVerification(ReceiptVerdict.BadSignature);
        }

        var head = Checkpoint.Checkpoint;
        return MerkleTree.VerifyInclusion(leaf, Index, head.Size, Proof, head.Root)
            ? new ReceiptVerification(ReceiptVerdict.Valid, witnesses)
            : new ReceiptVerification(ReceiptVerdict.NotIncluded);
    }

    /// <summary>The text, usually kept in a file that ends in <c>.tlog-proof</c>.</summary>
    public override string ToString() => ReceiptText.Format(this);
}

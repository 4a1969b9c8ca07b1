using System.Globalization;
using System.Text;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Encodings;
using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Receipts;

internal static class ReceiptText
{
    private const string Header = "c2sp.org/tlog-proof@v1\n";
    private const string Extra = "extra ";
    private const string Index = "index ";

    public static string Format(Receipt receipt)
    {
        var text = new StringBuilder(Header);
        if (receipt.Entry is { } entry)
        {
            _ = text.Append(Extra).Append(Convert.ToBase64String(entry.Span)).Append('\n');
        }

        _ = text.Append(CultureInfo.InvariantCulture, $"{Index}{receipt.Index}\n");
        foreach (var hash in receipt.Proof)
        {
            _ = text.Append(hash.ToString()).Append('\n');
        }

        return text.Append('\n').Append(receipt.Checkpoint).ToString();
    }

    // tlog-proof, Format. The first empty line ends the proof: nothing before it may be empty.
    public static Receipt? Parse(string text)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || !text.StartsWith(Header, StringComparison.Ordinal) || end + 1 < Header.Length)
        {
            return null;
        }

        var lines = text.AsSpan(Header.Length, end + 1 - Header.Length);
        return TryReadEntry(ref lines, out var entry)
            && TryReadIndex(ref lines, out var index)
            && TryReadProof(lines, out var proof)
            && SignedCheckpoint.TryParse(text[(end + 2)..], out var checkpoint)
                ? new Receipt(index, proof, checkpoint, entry)
                : null;
    }

    private static bool TryReadEntry(ref ReadOnlySpan<char> lines, out ReadOnlyMemory<byte>? entry)
    {
        entry = null;
        if (!lines.StartsWith(Extra, StringComparison.Ordinal))
        {
            return true;
        }

        if (!CanonicalBase64.TryDecode(NextLine(ref lines)[Extra.Length..], EntryBundle.MaxEntry, out var bytes))
        {
            return false;
        }

        entry = bytes;
        return true;
    }

    private static bool TryReadIndex(ref ReadOnlySpan<char> lines, out long index)
    {
        index = 0;
        return lines.StartsWith(Index, StringComparison.Ordinal) && DecimalText.TryParse(NextLine(ref lines)[Index.Length..], out index);
    }

    private static bool TryReadProof(ReadOnlySpan<char> lines, out List<TreeHash> proof)
    {
        proof = [];
        while (!lines.IsEmpty)
        {
            if (proof.Count == TreeSplit.MaxDepth || !TreeHash.TryParse(NextLine(ref lines), out var hash))
            {
                return false;
            }

            proof.Add(hash);
        }

        return true;
    }

    /// <summary>Takes a line off; every one here ends with a newline.</summary>
    private static ReadOnlySpan<char> NextLine(ref ReadOnlySpan<char> lines)
    {
        var end = lines.IndexOf('\n');
        var line = lines[..end];
        lines = lines[(end + 1)..];
        return line;
    }
}

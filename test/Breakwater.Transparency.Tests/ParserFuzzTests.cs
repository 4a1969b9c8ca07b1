using System.Text;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;
using Breakwater.Transparency.Tests.Verification;
using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;
using CsCheck;

namespace Breakwater.Transparency.Tests;

/// <summary>Whatever arrives: no parser throws, and what one accepts it would have written just so.</summary>
public sealed class ParserFuzzTests
{
    private static readonly TestLog Log = new(300);
    private static readonly NoteSigner Signer = NoteSigner.Generate("example.com/log");
    private static readonly Cosigner Witness = Cosigner.Generate("witness.example/w1");

    private static readonly string[] Good =
    [
        Log.Receipt(17).ToString(), Log.Checkpoint().ToString(), Log.Checkpoint().Checkpoint.ToText(),
        Signer.Verifier.ToString(), Signer.ExportPrivateKey(),
        Witness.Verifier.ToString(), Witness.ExportPrivateKey(),
        Log.Checkpoint().Note.Signatures[0].ToString(), TreeHash.Empty.ToString(),
        "tile/0/x001/x234/067.p/17", "tile/entries/000",
        Log.Checkpoint().With(Witness.Cosign(Log.Checkpoint().Note, DateTimeOffset.UnixEpoch.AddYears(40))).ToString(),
    ];

    private static readonly string[] Pieces =
    [
        "\n", "\n\n", " ", "    ", "— ", "+", "=", "/", "x", "0", "9", "\0", "\r", "é", "\ud800", "index ", "extra ", "tile/", ".p/", "AAAA", "—",
    ];

    [Fact]
    public void Parse_RandomBytes_NeverThrows() => Gen.Byte.Array[0, 600].Sample(ParseAll, iter: 20_000);

    [Fact]
    public void Parse_RandomText_NeverThrows() => Gen.String[0, 300].Sample(text => ParseAll(text) >= 0, iter: 20_000);

    [Fact]
    public void Parse_GoodTextChanged_NeverThrowsAndAcceptsOnlyItsOwnSpelling()
    {
        var accepted = 0;
        Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Int[0, 4096], Gen.Int[0, Pieces.Length - 1], Gen.Int[0, 4]).Sample(
            (which, at, piece, length) =>
            {
                var text = Good[which];
                at %= text.Length + 1;
                var changed = text.Remove(at, Math.Min(length, text.Length - at)).Insert(at, length == 4 ? "" : Pieces[piece]);
                _ = Interlocked.Add(ref accepted, ParseAll(changed));
            },
            iter: 50_000);
        Assert.True(accepted > 1_000, "the run accepted too little to mean anything");
    }

    [Fact]
    public void Parse_GoodText_IsAcceptedByItsParser() => Assert.All(Good, text => Assert.True(ParseAll(text) > 0, text));

    private static void ParseAll(byte[] bytes)
    {
        _ = SignedNote.TryParse(bytes, out _);
        _ = SignedCheckpoint.TryParse(bytes, out _);
        _ = Receipt.TryParse(bytes, out _);
        ReadOnlySpan<byte> bundle = bytes;
        while (EntryBundle.TryRead(ref bundle, out _))
        {
        }

        _ = ParseAll(Encoding.Latin1.GetString(bytes));
    }

    private static int ParseAll(string text)
    {
        string?[] written =
        [
            SignedNote.TryParse(text, out var note) ? note.ToString() : null,
            NoteSignature.TryParse(text, out var signature) ? signature.ToString() : null,
            NoteVerifier.TryParse(text, out var verifier) ? verifier.ToString() : null,
            NoteSigner.TryParse(text, out var signer) ? signer.ExportPrivateKey() : null,
            Cosigner.TryParse(text, out var cosigner) ? cosigner.ExportPrivateKey() : null,
            Checkpoint.TryParse(text, out var checkpoint) ? checkpoint.ToText() : null,
            SignedCheckpoint.TryParse(text, out var signed) ? signed.ToString() : null,
            Receipt.TryParse(text, out var receipt) ? receipt.ToString() : null,
            TileAddress.TryParse(text, out var tile) ? tile.Path : null,
            TreeHash.TryParse(text, out var hash) ? hash.ToString() : null,
        ];
        Assert.All(written.OfType<string>(), w => Assert.Equal(text, w));
        _ = receipt?.Check([Log.Signer.Verifier], [Witness.Verifier]);
        return written.Count(w => w is not null);
    }
}

using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;
using Breakwater.Transparency.Tests.Tree;
using Breakwater.Transparency.Tests.Verification;
using Breakwater.Transparency.Tree;
using CsCheck;

namespace Breakwater.Transparency.Tests.Receipts;

public sealed class ReceiptTests
{
    private static readonly TestLog Log = new(300);
    private static readonly NoteVerifier[] LogKeys = [Log.Signer.Verifier];
    private static readonly DateTimeOffset Time = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public void Receipt_OfEveryEntry_RoundTripsAndIsValid()
    {
        for (var index = 0; index < Log.Size; index += 7)
        {
            var text = Log.Receipt(index).ToString();
            Assert.True(Receipt.TryParse(text, out var receipt));
            Assert.Equal(text, receipt.ToString());
            Assert.Equal(Log.Entry(index), receipt.Entry?.ToArray());
            Assert.Equal(new ReceiptVerification(ReceiptVerdict.Valid), receipt.Check(LogKeys, []));
        }
    }

    [Fact]
    public void Text_IsThatOfTheSpecification()
    {
        var receipt = Log.Receipt(299);
        var lines = receipt.ToString().Split('\n');
        Assert.Equal("c2sp.org/tlog-proof@v1", lines[0]);
        Assert.Equal($"extra {Convert.ToBase64String("entry 299"u8)}", lines[1]);
        Assert.Equal("index 299", lines[2]);
        Assert.Equal(receipt.Proof.Select(p => p.ToString()), lines.Skip(3).Take(receipt.Proof.Count));
        Assert.Equal($"\n{Log.Checkpoint()}", string.Join('\n', lines.Skip(3 + receipt.Proof.Count)));
    }

    [Fact]
    public void Check_WithoutItsEntry_NeedsTheLeaf()
    {
        var whole = Log.Receipt(5);
        Assert.True(Receipt.TryParse(new Receipt(5, whole.Proof, whole.Checkpoint).ToString(), out var bare));
        Assert.Null(bare.Entry);
        Assert.Equal(ReceiptVerdict.NoEntry, bare.Check(LogKeys, []).Verdict);
        Assert.Equal(ReceiptVerdict.Valid, bare.Check(TreeHash.OfLeaf(Log.Entry(5)), LogKeys, []).Verdict);
        Assert.Equal(ReceiptVerdict.NotIncluded, bare.Check(TreeHash.OfLeaf(Log.Entry(6)), LogKeys, []).Verdict);
    }

    [Fact]
    public void Check_EmptyEntry_IsAnEntry()
    {
        var signer = NoteSigner.Generate("l");
        var checkpoint = SignedCheckpoint.Sign(new Checkpoint("l", 1, TreeHash.OfLeaf([])), signer);
        var text = new Receipt(0, [], checkpoint, Array.Empty<byte>()).ToString();
        Assert.Equal(new ReceiptVerification(ReceiptVerdict.Valid), Receipt.Check(text, [signer.Verifier], []));
    }

    [Fact]
    public void Check_SomethingChanged_IsNotIncluded()
    {
        var r = Log.Receipt(5);
        Assert.Equal(ReceiptVerdict.NotIncluded, new Receipt(6, r.Proof, r.Checkpoint, r.Entry).Check(LogKeys, []).Verdict);
        Assert.Equal(ReceiptVerdict.NotIncluded, new Receipt(300, r.Proof, r.Checkpoint, r.Entry).Check(LogKeys, []).Verdict);
        Assert.Equal(ReceiptVerdict.NotIncluded, new Receipt(5, [.. r.Proof.Reverse()], r.Checkpoint, r.Entry).Check(LogKeys, []).Verdict);
        Assert.Equal(ReceiptVerdict.NotIncluded, new Receipt(5, [], r.Checkpoint, r.Entry).Check(LogKeys, []).Verdict);
        Assert.Equal(ReceiptVerdict.NotIncluded, new Receipt(5, r.Proof, r.Checkpoint, "entry 6"u8.ToArray()).Check(LogKeys, []).Verdict);
        Assert.Equal(ReceiptVerdict.NotIncluded, new Receipt(5, r.Proof, Log.Checkpoint(299), r.Entry).Check(LogKeys, []).Verdict);
    }

    /// <summary>An inner node is no entry: its hash begins otherwise.</summary>
    [Fact]
    public void Check_InnerNodeAsEntry_IsNotIncluded()
    {
        var leaves = NaiveTree.Leaves(4);
        var signer = NoteSigner.Generate("l");
        var checkpoint = SignedCheckpoint.Sign(new Checkpoint("l", 2, NaiveTree.Root(leaves)), signer);
        byte[] node = [.. leaves[0].ToArray(), .. leaves[1].ToArray()];
        var receipt = new Receipt(0, [NaiveTree.Root(leaves.AsSpan(2))], checkpoint, node);
        Assert.Equal(ReceiptVerdict.NotIncluded, receipt.Check([signer.Verifier], []).Verdict);
    }

    [Fact]
    public void Check_KeysThatDoNotFit_SaysWhich()
    {
        var receipt = Log.Receipt(5);
        Assert.Equal(ReceiptVerdict.UnknownLog, receipt.Check([], []).Verdict);
        Assert.Equal(ReceiptVerdict.UnknownLog, receipt.Check([NoteSigner.Generate("other").Verifier], []).Verdict);
        Assert.Equal(ReceiptVerdict.NotSigned, receipt.Check([NoteSigner.Generate(TestLog.Origin).Verifier], []).Verdict);
        var text = receipt.ToString().Replace("\n300\n", "\n301\n", StringComparison.Ordinal);
        Assert.Equal(ReceiptVerdict.BadSignature, Receipt.Check(text, LogKeys, []).Verdict);
    }

    [Fact]
    public void Check_Witnesses_CountsEachKnownOneOnce()
    {
        var seed = new byte[32];
        Cosigner first = Cosigner.Generate("w1"), second = Cosigner.Generate("w2");
        Cosigner sameName = Cosigner.Generate("w1"), unknown = Cosigner.Generate("w4");
        Cosigner alias = new("w5", seed), sameKey = new("w6", seed);
        var bare = Log.Receipt(5);
        Cosigner[] all = [first, second, sameName, unknown, alias, sameKey];
        var checkpoint = bare.Checkpoint.With([.. all.Select(w => w.Cosign(bare.Checkpoint.Note, Time))]);
        var receipt = new Receipt(5, bare.Proof, checkpoint, bare.Entry);
        Assert.Equal(0, receipt.Check(LogKeys, []).Witnesses);
        Assert.Equal(1, receipt.Check(LogKeys, [first.Verifier]).Witnesses);
        Assert.Equal(1, receipt.Check(LogKeys, [first.Verifier, first.Verifier]).Witnesses);
        Assert.Equal(1, receipt.Check(LogKeys, [first.Verifier, sameName.Verifier]).Witnesses);
        Assert.Equal(1, receipt.Check(LogKeys, [alias.Verifier, sameKey.Verifier]).Witnesses);
        Assert.Equal(2, receipt.Check(LogKeys, [first.Verifier, second.Verifier, Cosigner.Generate("w9").Verifier]).Witnesses);
        Assert.Equal(0, receipt.Check(LogKeys, LogKeys).Witnesses); // a log is not its own witness
    }

    [Fact]
    public void Check_KnownWitnessWithABadSignature_IsRefused()
    {
        var witness = Cosigner.Generate("w1");
        var receipt = Log.Receipt(5);
        var stale = receipt.Checkpoint.With(witness.Cosign(Log.Checkpoint(299).Note, Time));
        var changed = new Receipt(5, receipt.Proof, stale, receipt.Entry);
        Assert.Equal(ReceiptVerdict.BadSignature, changed.Check(LogKeys, [witness.Verifier]).Verdict);
        Assert.Equal(ReceiptVerdict.Valid, changed.Check(LogKeys, []).Verdict);
    }

    [Fact]
    public void TryParse_AnotherSpelling_IsRefused()
    {
        var text = Log.Receipt(5).ToString();
        var lines = text.Split('\n');
        string[] changed =
        [
            "", "\n\n", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n\n" + Log.Checkpoint(),
            text[1..], text + "\n", text.TrimEnd('\n'), " " + text,
            text.Replace("proof@v1", "proof@v2", StringComparison.Ordinal),
            text.Replace("index 5\n", "index 05\n", StringComparison.Ordinal),
            text.Replace("index 5\n", "index -5\n", StringComparison.Ordinal),
            text.Replace("index 5\n", "index 5 \n", StringComparison.Ordinal),
            text.Replace("index 5\n", "index 5\0\n", StringComparison.Ordinal),
            text.Replace("index 5\n", "index  5\n", StringComparison.Ordinal),
            text.Replace("index 5\n", "index 5\nindex 5\n", StringComparison.Ordinal),
            text.Replace("index 5\n", "", StringComparison.Ordinal),
            text.Replace("extra ", "extra  ", StringComparison.Ordinal),
            text.Replace("extra ", "Extra ", StringComparison.Ordinal),
            text.Replace("extra ", "extra AA==\nextra ", StringComparison.Ordinal),
            text.Replace(lines[1] + "\nindex 5\n", $"index 5\n{lines[1]}\n", StringComparison.Ordinal),
            text.Replace(lines[3], lines[3] + " ", StringComparison.Ordinal),
            text.Replace(lines[3], lines[3][..^4], StringComparison.Ordinal),
            text.Replace(lines[3] + "\n", "\n" + lines[3] + "\n", StringComparison.Ordinal),
            text.Replace("\n\n" + TestLog.Origin, "\n" + TestLog.Origin, StringComparison.Ordinal),
            text.Replace("\n", "\r\n", StringComparison.Ordinal),
            text.Replace(lines[3] + "\n", string.Concat(Enumerable.Repeat(lines[3] + "\n", 64)), StringComparison.Ordinal),
        ];
        Assert.All(changed, c => Assert.False(Receipt.TryParse(c, out _), c));
        Assert.All(changed, c => Assert.Equal(ReceiptVerdict.Malformed, Receipt.Check(c, LogKeys, []).Verdict));
    }

    [Fact]
    public void TryParse_LongestEntryAndLonger_TakesTheOne()
    {
        var receipt = Log.Receipt(5);
        var text = receipt.ToString();
        var extra = text.Split('\n')[1];
        Assert.True(Receipt.TryParse(WithEntryOf(65_535), out _));
        Assert.False(Receipt.TryParse(WithEntryOf(65_536), out _));
        Assert.False(Receipt.TryParse(new string('a', Receipt.MaxBytes + 1), out _));
        Assert.Throws<ArgumentException>(() => new Receipt(5, receipt.Proof, receipt.Checkpoint, new byte[65_536]));

        string WithEntryOf(int length) =>
            text.Replace(extra, $"extra {Convert.ToBase64String(new byte[length])}", StringComparison.Ordinal);
    }

    /// <summary>Signed by the right key or not, a receipt of one bit more or less shows nothing else.</summary>
    [Fact]
    public void Check_AnyCharacterChanged_IsNeverValid()
    {
        var text = Log.Receipt(77).ToString();
        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Char[' ', '~']).Where((at, c) => text[at] != c).Sample((at, c) =>
            Assert.NotEqual(ReceiptVerdict.Valid, Receipt.Check(text.Remove(at, 1).Insert(at, c.ToString()), LogKeys, []).Verdict));
    }
}

using Breakwater.Transparency.Notes;

namespace Breakwater.Transparency.Tests.Notes;

public sealed class NoteTests
{
    /// <summary>signed-note, Verifier keys, Example.</summary>
    private const string ExampleKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    private const string ExampleNote = """
        This is an example message.

        — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

        """;

    [Fact]
    public void Example_OfTheSpecification_Verifies()
    {
        Assert.True(NoteVerifier.TryParse(ExampleKey, out var key));
        Assert.True(SignedNote.TryParse(ExampleNote, out var note));
        Assert.Equal("This is an example message.\n", note.Text);
        Assert.Equal(new NoteVerification(NoteVerdict.Verified), key.Verify(note));
        Assert.Equal((ExampleKey, ExampleNote), (key.ToString(), note.ToString()));
    }

    [Fact]
    public void Example_WithAnotherText_IsABadSignature()
    {
        Assert.True(NoteVerifier.TryParse(ExampleKey, out var key));
        Assert.True(SignedNote.TryParse(ExampleNote.Replace("an example", "no example"), out var note));
        Assert.Equal(NoteVerdict.BadSignature, key.Verify(note).Verdict);
    }

    [Fact]
    public void Text_MayHoldEmptyLinesAndLookLikeANote()
    {
        var signer = NoteSigner.Generate("example.com/log");
        var text = "a\n\nb\n\n\n" + ExampleNote;
        var note = signer.Sign(text);
        Assert.True(SignedNote.TryParse(note.ToUtf8(), out var parsed));
        Assert.Equal(text, parsed.Text);
        Assert.Single(parsed.Signatures);
        Assert.Equal(NoteVerdict.Verified, signer.Verifier.Verify(parsed).Verdict);
    }

    [Fact]
    public void Verify_KeyOfTheSameNameOrTheSameIdOnly_IsIgnored()
    {
        var signer = NoteSigner.Generate("example.com/log");
        var note = signer.Sign("text\n");
        Assert.Equal(NoteVerdict.NotSigned, NoteSigner.Generate("example.com/log").Verifier.Verify(note).Verdict);

        var renamed = note.ToString().Replace("— example.com/log ", "— example.com/gol ", StringComparison.Ordinal);
        Assert.True(SignedNote.TryParse(renamed, out var other));
        Assert.Equal(NoteVerdict.NotSigned, signer.Verifier.Verify(other).Verdict);
    }

    [Fact]
    public void Verify_OneOfTwoSignaturesByTheKeyIsBad_IsBad()
    {
        var signer = NoteSigner.Generate("example.com/log");
        var (good, bad) = (signer.Sign("text\n"), signer.Sign("other\n").Signatures[0]);
        Assert.True(SignedNote.TryParse($"{good}{bad}\n", out var last));
        Assert.True(SignedNote.TryParse($"text\n\n{bad}\n{good.Signatures[0]}\n", out var first));
        Assert.Equal(2, first.Signatures.Count);
        Assert.Equal(NoteVerdict.BadSignature, signer.Verifier.Verify(last).Verdict);
        Assert.Equal(NoteVerdict.BadSignature, signer.Verifier.Verify(first).Verdict);
    }

    [Fact]
    public void Verify_AnyBitOfTheSignatureFlipped_IsBad()
    {
        var signer = NoteSigner.Generate("l");
        var line = signer.Sign("text\n").Signatures[0].ToString();
        var data = Convert.FromBase64String(line.Split(' ')[2]);
        for (var bit = 32; bit < data.Length * 8; bit++)
        {
            var changed = data.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(SignedNote.TryParse($"text\n\n— l {Convert.ToBase64String(changed)}\n", out var note));
            Assert.Equal(NoteVerdict.BadSignature, signer.Verifier.Verify(note).Verdict);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n— n AAAAAAA=\n")] // no empty line
    [InlineData("text\n\n— n AAAAAAA=")] // no newline at the end
    [InlineData("text\n\n— n AAAAAAA=\n\n")] // the last empty line is behind the signatures
    [InlineData("text\n\n— n AAAAAAA=\nmore\n")]
    [InlineData("text\n\n- n AAAAAAA=\n")]
    [InlineData("text\n\n—n AAAAAAA=\n")]
    [InlineData("text\n\n—  AAAAAAA=\n")] // no name
    [InlineData("text\n\n— n\n")]
    [InlineData("text\n\n— n \n")]
    [InlineData("text\n\n— n AAAAAAA\n")]
    [InlineData("text\n\n— n AAAAAAB=\n")]
    [InlineData("text\n\n— n AAAAAA==\n")] // a key id alone
    [InlineData("text\n\n— n AAAAAAA= \n")]
    [InlineData("text\n\n— n  AAAAAAA=\n")]
    [InlineData("text\n\n— n AAAAAAA= AAAAAAA=\n")]
    [InlineData("text\n\n— n+m AAAAAAA=\n")]
    [InlineData("text\n\n— n\u00a0m AAAAAAA=\n")]
    [InlineData("text\n\n— n\u3000m AAAAAAA=\n")]
    [InlineData("text\n\n— n\u2028m AAAAAAA=\n")]
    [InlineData("te\txt\n\n— n AAAAAAA=\n")]
    [InlineData("text\r\n\r\n— n AAAAAAA=\r\n")]
    [InlineData("te\0xt\n\n— n AAAAAAA=\n")]
    public void TryParse_WhatIsNoNote_IsRefused(string text) => Assert.False(SignedNote.TryParse(text, out _));

    [Fact]
    public void TryParse_HalfACharacter_IsRefused() => Assert.False(SignedNote.TryParse("te\ud800xt\n\n— n AAAAAAA=\n", out _));

    [Theory]
    [InlineData("74657874c30a0a")] // cut off character
    [InlineData("c080")]
    [InlineData("eda080")] // a surrogate
    [InlineData("ff")]
    public void TryParse_WhatIsNoUtf8_IsRefused(string hex)
    {
        byte[] bytes = [.. "text\n"u8, .. Convert.FromHexString(hex), .. "\n\n— n AAAAAAA=\n"u8];
        Assert.False(SignedNote.TryParse(bytes, out _));
        Assert.True(SignedNote.TryParse([.. "text\n"u8, .. "\n\n— n AAAAAAA=\n"u8], out _));
    }

    [Fact]
    public void TryParse_ManySignatures_TakesUpToTheLimit()
    {
        var line = "— n AAAAAAA=\n";
        Assert.True(SignedNote.TryParse("text\n\n" + string.Concat(Enumerable.Repeat(line, SignedNote.MaxSignatures)), out var note));
        Assert.Equal(SignedNote.MaxSignatures, note.Signatures.Count);
        Assert.False(SignedNote.TryParse("text\n\n" + string.Concat(Enumerable.Repeat(line, SignedNote.MaxSignatures + 1)), out _));
        Assert.Throws<ArgumentException>(() => note.With(NoteSigner.Generate("x").Sign("text\n").Signatures[0]));
    }

    [Fact]
    public void TryParse_AsLongAsAllowed_CountsBytes()
    {
        var tail = "\n\n— n AAAAAAA=\n";
        var room = SignedNote.MaxBytes - System.Text.Encoding.UTF8.GetByteCount(tail);
        Assert.True(SignedNote.TryParse(new string('a', room) + tail, out _));
        Assert.False(SignedNote.TryParse(new string('a', room + 1) + tail, out _));
        Assert.False(SignedNote.TryParse(new string('é', (room / 2) + 1) + tail, out _));
        Assert.False(SignedNote.TryParse(System.Text.Encoding.UTF8.GetBytes(new string('a', room + 1) + tail), out _));
    }

    [Fact]
    public void With_AnotherSignatureByTheSameKey_Replaces()
    {
        var (log, other) = (NoteSigner.Generate("log"), NoteSigner.Generate("other"));
        var note = log.Sign("text\n").With(other.Sign("text\n").Signatures).With(log.Sign("text\n").Signatures);
        Assert.Equal(["other", "log"], note.Signatures.Select(s => s.Name));
    }
}

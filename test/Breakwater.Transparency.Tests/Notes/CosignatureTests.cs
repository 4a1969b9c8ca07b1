using System.Text;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tree;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Breakwater.Transparency.Tests.Notes;

public sealed class CosignatureTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_679_315_147);
    private static readonly NoteSigner Log = NoteSigner.Generate("example.com/log");
    private static readonly SignedNote Note = Log.Sign(new Checkpoint("example.com/log", 3, TreeHash.OfLeaf([1])).ToText());

    [Fact]
    public void Cosign_Checkpoint_VerifiesWithItsTime()
    {
        var witness = Cosigner.Generate("witness.example/w1");
        var cosigned = Note.With(witness.Cosign(Note, Time));
        Assert.True(SignedNote.TryParse(cosigned.ToString(), out var parsed));
        Assert.Equal(new NoteVerification(NoteVerdict.Verified, Time), witness.Verifier.Verify(parsed));
        Assert.Equal(NoteVerdict.Verified, Log.Verifier.Verify(parsed).Verdict);
    }

    /// <summary>tlog-cosignature, Ed25519 signed message, put together here by hand.</summary>
    [Fact]
    public void Cosign_SignsTheMessageOfTheSpecification()
    {
        var seed = new byte[32];
        var line = new Cosigner("w", seed).Cosign(Note, Time);
        var signed = new NoteSigner("w", seed);
        var message = Encoding.UTF8.GetBytes($"cosignature/v1\ntime 1679315147\n{Note.Text}");
        Assert.Equal([0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb], line.Bytes[..8].ToArray());
        Assert.True(Ed25519.Verify(line.Bytes[8..].ToArray(), 0, signed.Verifier.PublicKey.ToArray(), 0, message, 0, message.Length));
    }

    [Fact]
    public void Verify_TimeOrTextChanged_IsBad()
    {
        var witness = Cosigner.Generate("w");
        var line = witness.Cosign(Note, Time);
        var moved = Convert.FromBase64String(line.ToString().Split(' ')[2]);
        moved[11]++;
        Assert.True(NoteSignature.TryParse($"— w {Convert.ToBase64String(moved)}", out var later));
        Assert.Equal(NoteVerdict.BadSignature, witness.Verifier.Verify(Note.With(later)).Verdict);
        Assert.True(SignedNote.TryParse(Note.With(line).ToString().Replace("\n3\n", "\n4\n", StringComparison.Ordinal), out var other));
        Assert.Equal(NoteVerdict.BadSignature, witness.Verifier.Verify(other).Verdict);
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0 })]
    public void Verify_TimeThatIsNone_IsBad(byte[] time)
    {
        var witness = Cosigner.Generate("w");
        var id = Convert.FromBase64String(witness.Cosign(Note, Time).ToString().Split(' ')[2])[..4];
        Assert.True(NoteSignature.TryParse($"— w {Convert.ToBase64String([.. id, .. time])}", out var line));
        Assert.Equal(NoteVerdict.BadSignature, witness.Verifier.Verify(Note.With(line)).Verdict);
    }

    [Fact]
    public void Verify_CosignedTextThatIsNoCheckpoint_IsBad()
    {
        var (seed, witness) = (new byte[32], new Cosigner("w", new byte[32]));
        var message = Encoding.UTF8.GetBytes("cosignature/v1\ntime 5\ntext\n");
        var signature = new byte[64];
        Ed25519.Sign(seed, 0, message, 0, message.Length, signature, 0);
        var id = Convert.FromBase64String(witness.Cosign(Note, Time).ToString().Split(' ')[2])[..4];
        var line = Convert.ToBase64String([.. id, 0, 0, 0, 0, 0, 0, 0, 5, .. signature]);
        Assert.True(SignedNote.TryParse($"text\n\n— w {line}\n", out var note));
        Assert.Equal(NoteVerdict.BadSignature, witness.Verifier.Verify(note).Verdict);
    }

    [Fact]
    public void Verify_SeveralByOneKey_HasTheLatestTime()
    {
        var witness = Cosigner.Generate("w");
        string[] lines = [.. new[] { 5, 9, 7 }.Select(s => witness.Cosign(Note, Time.AddSeconds(s)).ToString())];
        Assert.True(SignedNote.TryParse($"{Note.Text}\n{string.Join('\n', lines)}\n", out var note));
        Assert.Equal(Time.AddSeconds(9), witness.Verifier.Verify(note).Time);
    }

    [Fact]
    public void PlainSignatureByTheSameSecret_IsNoCosignature()
    {
        var seed = new byte[32];
        var note = new NoteSigner("w", seed).Sign(Note.Text);
        Assert.Equal(NoteVerdict.NotSigned, new Cosigner("w", seed).Verifier.Verify(note).Verdict);
    }

    [Fact]
    public void Cosign_WhatIsNoCheckpoint_Throws() =>
        Assert.Throws<ArgumentException>(() => Cosigner.Generate("w").Cosign(Log.Sign("text\n"), Time));
}

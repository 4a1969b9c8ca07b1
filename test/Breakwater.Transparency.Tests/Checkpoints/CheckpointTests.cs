using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Tests.Checkpoints;

public sealed class CheckpointTests
{
    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    [Fact]
    public void TryParse_ExampleOfTheSpecification_IsRead()
    {
        const string Text = "example.com/behind-the-sofa\n20852163\n" + Root + "\n";
        const string Note = Text
            + "\n— example.com/behind-the-sofa "
            + "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
            + "— witness.example.com/w1 "
            + "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
        Assert.True(SignedCheckpoint.TryParse(Note, out var signed));
        Assert.Equal("example.com/behind-the-sofa", signed.Checkpoint.Origin);
        Assert.Equal(20_852_163, signed.Checkpoint.Size);
        Assert.Equal(Root, signed.Checkpoint.Root.ToString());
        Assert.Equal((Text, Note), (signed.Checkpoint.ToText(), signed.ToString()));
    }

    [Fact]
    public void TryParse_Extensions_AreKept()
    {
        const string Text = "origin with spaces\n1\n" + Root + "\none\ntwo\n";
        Assert.True(Checkpoint.TryParse(Text, out var checkpoint));
        Assert.Equal(("one\ntwo\n", Text), (checkpoint.Extensions, checkpoint.ToText()));
        Assert.NotEqual(checkpoint, new Checkpoint("origin with spaces", 1, checkpoint.Root));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("o\n1\n")]
    [InlineData("o\n1\n" + Root)]
    [InlineData("\n1\n" + Root + "\n")]
    [InlineData("o\n\n" + Root + "\n")]
    [InlineData("o\n1\n\n")]
    [InlineData("o\n01\n" + Root + "\n")]
    [InlineData("o\n-1\n" + Root + "\n")]
    [InlineData("o\n+1\n" + Root + "\n")]
    [InlineData("o\n 1\n" + Root + "\n")]
    [InlineData("o\n1 \n" + Root + "\n")]
    [InlineData("o\n1\0\n" + Root + "\n")]
    [InlineData("o\n0x1\n" + Root + "\n")]
    [InlineData("o\n١\n" + Root + "\n")] // a digit, but not an ASCII one
    [InlineData("o\n9223372036854775808\n" + Root + "\n")]
    [InlineData("o\n1\n" + Root + " \n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n")]
    [InlineData("o\n0\n" + Root + "\n")] // the empty tree has another root
    [InlineData("o\n1\n" + Root + "\n\n")]
    [InlineData("o\n1\n" + Root + "\n\next\n")]
    [InlineData("o\n1\n" + Root + "\next")]
    [InlineData("o\r\n1\r\n" + Root + "\r\n")]
    public void TryParse_WhatIsNoCheckpoint_IsRefused(string text) => Assert.False(Checkpoint.TryParse(text, out _));

    [Fact]
    public void TryParse_EmptyAndLargestTree_AreRead()
    {
        Assert.True(Checkpoint.TryParse($"o\n0\n{TreeHash.Empty}\n", out var empty));
        Assert.True(Checkpoint.TryParse($"o\n9223372036854775807\n{Root}\n", out var largest));
        Assert.Equal(new Checkpoint("o", 0, TreeHash.Empty), empty);
        Assert.Equal(long.MaxValue, largest.Size);
    }

    [Fact]
    public void Constructor_WhatCannotBeWritten_Throws()
    {
        Assert.Throws<ArgumentException>(() => new Checkpoint("", 1, TreeHash.Empty));
        Assert.Throws<ArgumentException>(() => new Checkpoint("a\nb", 1, TreeHash.Empty));
        Assert.Throws<ArgumentException>(() => new Checkpoint("a", -1, TreeHash.Empty));
        Assert.Throws<ArgumentException>(() => new Checkpoint("a", 0, default));
    }

    [Fact]
    public void Verify_TakesOnlyTheKeysNamedLikeTheOrigin()
    {
        var (log, second, other) = (NoteSigner.Generate("log"), NoteSigner.Generate("log"), NoteSigner.Generate("other"));
        var signed = SignedCheckpoint.Sign(new Checkpoint("log", 1, TreeHash.OfLeaf([])), log);
        Assert.Equal(CheckpointVerdict.Verified, signed.Verify([log.Verifier]));
        Assert.Equal(CheckpointVerdict.Verified, signed.Verify([second.Verifier, log.Verifier]));
        Assert.Equal(CheckpointVerdict.Verified, signed.Verify([log.Verifier, second.Verifier]));
        Assert.Equal(CheckpointVerdict.NotSigned, signed.Verify([second.Verifier, other.Verifier]));
        Assert.Equal(CheckpointVerdict.UnknownLog, signed.Verify([other.Verifier]));
        Assert.Equal(CheckpointVerdict.UnknownLog, signed.Verify([]));

        // A trusted key of another log signs a checkpoint in this log's name.
        Assert.True(SignedCheckpoint.TryParse(other.Sign(signed.Note.Text).ToString(), out var forged));
        Assert.Equal(CheckpointVerdict.UnknownLog, forged.Verify([other.Verifier]));
        Assert.Equal(CheckpointVerdict.NotSigned, forged.Verify([other.Verifier, log.Verifier]));
        Assert.Throws<ArgumentException>(() => SignedCheckpoint.Sign(signed.Checkpoint, other));
    }

    [Fact]
    public void Verify_CosigningKeyNamedLikeTheOrigin_IsNoKeyOfTheLog()
    {
        var (log, cosigner) = (NoteSigner.Generate("log"), Cosigner.Generate("log"));
        var signed = SignedCheckpoint.Sign(new Checkpoint("log", 1, TreeHash.OfLeaf([])), log);
        var cosigned = signed.With(cosigner.Cosign(signed.Note, DateTimeOffset.UnixEpoch.AddDays(1)));
        Assert.Equal(CheckpointVerdict.UnknownLog, cosigned.Verify([cosigner.Verifier]));
    }

    [Fact]
    public void Verify_OneKeyGoodAndAnotherBad_IsBad()
    {
        var (log, second) = (NoteSigner.Generate("log"), NoteSigner.Generate("log"));
        var signed = SignedCheckpoint.Sign(new Checkpoint("log", 1, TreeHash.OfLeaf([])), log);
        var bad = signed.With(second.Sign("other\n").Signatures);
        Assert.Equal(CheckpointVerdict.BadSignature, bad.Verify([log.Verifier, second.Verifier]));
        Assert.Equal(CheckpointVerdict.BadSignature, bad.Verify([second.Verifier, log.Verifier]));
        Assert.Equal(CheckpointVerdict.Verified, bad.Verify([log.Verifier]));
    }
}

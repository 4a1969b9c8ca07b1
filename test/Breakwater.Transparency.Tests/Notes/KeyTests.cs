using Breakwater.Transparency.Notes;

namespace Breakwater.Transparency.Tests.Notes;

public sealed class KeyTests
{
    private const string Example = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    /// <summary>Key pair of the documentation of golang.org/x/mod/sumdb/note.</summary>
    private const string GoSigner = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

    private const string GoVerifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    [Fact]
    public void Signer_OfTheGoDocumentation_HasItsVerifierAndItsSignature()
    {
        const string Text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        Assert.True(NoteSigner.TryParse(GoSigner, out var signer));
        Assert.Equal((GoVerifier, GoSigner), (signer.Verifier.ToString(), signer.ExportPrivateKey()));
        Assert.Equal(
            Text + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
            signer.Sign(Text).ToString());
    }

    [Fact]
    public void Keys_Made_RoundTripAsText()
    {
        var (signer, cosigner) = (NoteSigner.Generate("example.com/log"), Cosigner.Generate("witness.example/w1"));
        Assert.True(NoteSigner.TryParse(signer.ExportPrivateKey(), out var signerAgain));
        Assert.True(Cosigner.TryParse(cosigner.ExportPrivateKey(), out var cosignerAgain));
        Assert.True(NoteVerifier.TryParse(signer.Verifier.ToString(), out var verifier));
        Assert.True(NoteVerifier.TryParse(cosigner.Verifier.ToString(), out var witness));
        Assert.Equal(signer.Verifier.ToString(), signerAgain.Verifier.ToString());
        Assert.Equal(cosigner.Verifier.ToString(), cosignerAgain.Verifier.ToString());
        Assert.Equal((NoteKeyType.Ed25519, NoteKeyType.Cosignature), (verifier.Type, witness.Type));
        Assert.NotEqual(signer.ExportPrivateKey(), NoteSigner.Generate("example.com/log").ExportPrivateKey());
        Assert.False(NoteSigner.TryParse(cosigner.ExportPrivateKey(), out _));
        Assert.False(Cosigner.TryParse(signer.ExportPrivateKey(), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("++")]
    [InlineData("example.com/foo")]
    [InlineData("example.com/foo+530d903a")]
    [InlineData("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")] // id of another name
    [InlineData("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+0530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+ 30d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")] // type 0x02
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAA==")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U0=")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n")]
    [InlineData("example.com /foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    public void TryParse_WhatIsNoVerifierKey_IsRefused(string text) => Assert.False(NoteVerifier.TryParse(text, out _));

    /// <summary>Under such keys one signature fits many messages; each text here is otherwise a correct vkey.</summary>
    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")] // the neutral point
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // order 2
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")] // order 4
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")] // order 8
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")] // no point
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void TryParse_WeakKey_IsRefused(string hex)
    {
        var (name, key) = ("example.com/foo", Convert.FromHexString(hex));
        byte[] typed = [1, .. key];
        var id = System.Security.Cryptography.SHA256.HashData([.. "example.com/foo\n"u8, .. typed])[..4];
        Assert.False(NoteVerifier.TryParse($"{name}+{Convert.ToHexStringLower(id)}+{Convert.ToBase64String(typed)}", out _));
    }

    [Fact]
    public void KeyId_IsComputedAsTheWeakKeysAre()
    {
        var typed = Convert.FromBase64String(Example.Split('+')[2]);
        var id = System.Security.Cryptography.SHA256.HashData([.. "example.com/foo\n"u8, .. typed])[..4];
        Assert.Equal("530d903a", Convert.ToHexStringLower(id));
        Assert.True(NoteVerifier.TryParse(Example, out _));
    }

    [Theory]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")]
    [InlineData("PRIVATE+KEY+PeterNeuman+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")]
    [InlineData("PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDE=")]
    [InlineData("")]
    public void TryParse_WhatIsNoSignerKey_IsRefused(string text) => Assert.False(NoteSigner.TryParse(text, out _));

    [Theory]
    [InlineData("no newline at the end")]
    [InlineData("")]
    [InlineData("tab\t\n")]
    [InlineData("cosignature/v1\ntime 1\nexample.com/log\n")] // would be somebody's cosignature, were the key one's cosigning key as well
    public void Sign_WhatIsNoText_Throws(string text) => Assert.Throws<ArgumentException>(() => NoteSigner.Generate("n").Sign(text));

    [Fact]
    public void HalfACharacter_IsNeitherTextNorName()
    {
        Assert.Throws<ArgumentException>(() => NoteSigner.Generate("n").Sign("half \ud800\n"));
        Assert.Throws<ArgumentException>(() => NoteSigner.Generate("half\ud800"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a\nb")]
    [InlineData("a\u2003b")]
    public void Generate_NameThatCannotStandInANote_Throws(string name) =>
        Assert.Throws<ArgumentException>(() => NoteSigner.Generate(name));
}

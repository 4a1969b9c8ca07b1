using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Server.Certificates;
using CsCheck;

namespace Breakwater.Server.Tests.Certificates;

public sealed class CertificateFieldsTests
{
    private static readonly byte[] Sample = MakeSample();

    [Fact]
    public void TryRead_OwnCertificate_ReadsWhatDotNetReads()
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Sample);

        Assert.True(CertificateFields.TryRead(Sample, out var fields));

        Assert.Equal(certificate.NotBefore.ToUniversalTime(), fields.NotBefore.UtcDateTime);
        Assert.Equal(certificate.NotAfter.ToUniversalTime(), fields.NotAfter.UtcDateTime);
        Assert.Equal(certificate.IssuerName.RawData, fields.Issuer.ToArray());
        Assert.True(fields is { IsAuthority: false, MayAuthenticateClients: true });
    }

    [Fact]
    public void TryRead_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 600].Sample(bytes => { CertificateFields.TryRead(bytes, out _); });

    [Fact]
    public void TryRead_AnyByteChanged_NeverThrows() =>
        Gen.Select(Gen.Int[0, Sample.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var changed = Sample.ToArray();
            changed[at] = value;
            CertificateFields.TryRead(changed, out _);
        });

    [Fact]
    public void TryRead_CutShort_IsRefused() =>
        Gen.Int[0, Sample.Length - 1].Sample(length => !CertificateFields.TryRead(Sample.AsMemory(0, length), out _));

    private static byte[] MakeSample()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=sample", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now, now.AddYears(30)).RawData;
    }
}

using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Breakwater.Server.Enrollment;
using CsCheck;

namespace Breakwater.Server.Tests.Enrollment;

public sealed class CertificationRequestTests
{
    private const string EcPublicKey = "1.2.840.10045.2.1";
    private const string P256 = "1.2.840.10045.3.1.7";

    private static readonly byte[] Sample = EstHost.NewRequest();

    [Fact]
    public void Read_Good_GivesTheKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Equal(RequestProblem.None, CertificationRequest.Read(EstHost.NewRequest(key), out var read));

        Assert.Equal(key.ExportSubjectPublicKeyInfo(), read!.PublicKeyInfo.ToArray());
        Assert.Equal(SHA256.HashData(key.ExportSubjectPublicKeyInfo()), read.Sha256);
    }

    [Fact]
    public void Read_BytesAfterTheRequest_IsMalformed() =>
        Assert.Equal(RequestProblem.Malformed, CertificationRequest.Read(Sample.Append((byte)0).ToArray(), out _));

    [Fact]
    public void Read_AnyByteChanged_NeverProvesTheKey() =>
        Gen.Select(Gen.Int[0, Sample.Length - 1], Gen.Int[1, 255]).Sample((at, flip) =>
        {
            var changed = Sample.ToArray();
            changed[at] ^= (byte)flip;
            return CertificationRequest.Read(changed, out var key) != RequestProblem.None && key is null;
        });

    [Fact]
    public void Read_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 400].Sample(bytes => CertificationRequest.Read(bytes, out _) != RequestProblem.None);

    [Theory]
    [InlineData("brainpoolP256r1")]
    [InlineData("secp256k1")]
    public void Read_OtherCurve_IsNotAllowed(string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));

        Assert.Equal(RequestProblem.KeyNotAllowed, CertificationRequest.Read(EstHost.NewRequest(key), out _));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(8192)]
    public void Read_RsaTooSmallOrLarge_IsNotAllowed(int bits)
    {
        // The large one is not a real key: what counts is that nobody computes with it.
        Assert.Equal(RequestProblem.KeyNotAllowed, CertificationRequest.Read(Unsigned(RsaInfo(bits, 65537)), out _));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    [InlineData(65539)]
    public void Allow_RsaOddExponent_IsNot(int exponent) => Assert.False(PublicKeyRules.Allow(RsaInfo(2048, exponent)));

    [Fact]
    public void Allow_RsaUsualExponent_Is() => Assert.True(PublicKeyRules.Allow(RsaInfo(2048, 65537)));

    [Theory]
    [InlineData(0x02, 33)] // compressed
    [InlineData(0x06, 65)] // hybrid
    [InlineData(0x00, 1)] // infinity
    [InlineData(0x04, 64)]
    public void Allow_PointInAnotherEncoding_IsNot(byte form, int length)
    {
        var point = new byte[length];
        point[0] = form;

        Assert.False(PublicKeyRules.Allow(Info(w =>
        {
            w.WriteObjectIdentifier(EcPublicKey);
            w.WriteObjectIdentifier(P256);
        }, point)));
    }

    [Fact]
    public void Allow_ExplicitCurve_IsNot()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var explicitly = ECDsa.Create(key.ExportExplicitParameters(false));

        Assert.False(PublicKeyRules.Allow(explicitly.ExportSubjectPublicKeyInfo()));
    }

    private static byte[] RsaInfo(int bits, int exponent)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteInteger((BigInteger.One << (bits - 1)) + 12345);
            key.WriteInteger(exponent);
        }

        return Info(w =>
        {
            w.WriteObjectIdentifier("1.2.840.113549.1.1.1");
            w.WriteNull();
        }, key.Encode());
    }

    private static byte[] Info(Action<AsnWriter> algorithm, byte[] key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                algorithm(writer);
            }

            writer.WriteBitString(key);
        }

        return writer.Encode();
    }

    private static byte[] Unsigned(byte[] publicKeyInfo)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(0);
                writer.PushSequence().Dispose();
                writer.WriteEncodedValue(publicKeyInfo);
            }
        }

        return writer.Encode();
    }
}

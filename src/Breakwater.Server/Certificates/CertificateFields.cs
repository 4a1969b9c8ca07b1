using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Breakwater.Server.Certificates;

/// <summary>
/// The parts of a certificate that its issuer vouches for, and the signature over them (RFC 5280 §4.1):
/// <c>Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING }</c>.
/// </summary>
internal readonly record struct CertificateFields(
    ReadOnlyMemory<byte> Signed,
    ReadOnlyMemory<byte> Signature,
    ReadOnlyMemory<byte> Issuer,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    bool IsAuthority,
    bool MayAuthenticateClients)
{
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3);
    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0);

    /// <summary>Reads a version 3 certificate that is signed by ECDSA with SHA-256; any other is not one of ours.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> der, out CertificateFields fields)
    {
        fields = default;
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.DER);
            var certificate = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var signed = certificate.PeekEncodedValue();
            var tbs = certificate.ReadSequence();
            if (certificate.ReadSequence().ReadObjectIdentifier() != AlgorithmIds.EcdsaWithSha256)
            {
                return false;
            }

            var signature = certificate.ReadBitString(out _);
            certificate.ThrowIfNotEmpty();
            tbs.ReadSequence(VersionTag);
            tbs.ReadIntegerBytes();
            tbs.ReadSequence(); // signature algorithm
            var issuer = tbs.ReadEncodedValue();
            var validity = tbs.ReadSequence();
            fields = new CertificateFields(signed, signature, issuer, ReadTime(validity), ReadTime(validity), false, false);
            tbs.ReadEncodedValue(); // subject
            tbs.ReadEncodedValue(); // public key
            ReadExtensions(tbs.ReadSequence(ExtensionsTag).ReadSequence(), ref fields);
            return true;
        }
        catch (Exception exception) when (exception is AsnContentException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>RFC 5280 §4.1.2.5: UTCTime to 2049, GeneralizedTime from 2050.</summary>
    private static DateTimeOffset ReadTime(AsnReader validity) =>
        validity.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? validity.ReadUtcTime() : validity.ReadGeneralizedTime();

    private static void ReadExtensions(AsnReader extensions, ref CertificateFields fields)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var id = extension.ReadObjectIdentifier();
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
            {
                extension.ReadBoolean();
            }

            var value = new AsnReader(extension.ReadOctetString(), AsnEncodingRules.DER);
            if (id == AlgorithmIds.BasicConstraints)
            {
                var constraints = value.ReadSequence();
                fields = fields with
                {
                    IsAuthority = constraints.HasData && constraints.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && constraints.ReadBoolean(),
                };
            }
            else if (id == AlgorithmIds.ExtendedKeyUsage)
            {
                var purposes = value.ReadSequence();
                while (purposes.HasData)
                {
                    fields = fields with { MayAuthenticateClients = fields.MayAuthenticateClients | purposes.ReadObjectIdentifier() == KeyPurpose.ClientAuthId };
                }
            }
        }
    }
}

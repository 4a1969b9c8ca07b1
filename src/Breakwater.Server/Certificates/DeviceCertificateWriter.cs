using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Certificates;

/// <summary>
/// Writes device certificates (RFC 5280 §4.1). What a device asked for never enters: only its public key does. Written by hand because enrolment is
/// measured against bare cryptography, and everything but four fields is the same in all of them.
/// </summary>
internal sealed class DeviceCertificateWriter
{
    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag KeyIdentifierTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3, isConstructed: true);
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    private readonly byte[] issuerName;
    private readonly byte[] issuerKeyIdentifier;
    private readonly KeyPool key;

    public DeviceCertificateWriter(X509Certificate2 issuer, KeyPool key)
    {
        issuerName = issuer.SubjectName.RawData;
        issuerKeyIdentifier = issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray();
        this.key = key;
    }

    public byte[] Write(
        DeviceId device, ReadOnlySpan<byte> subjectPublicKeyInfo, ReadOnlySpan<byte> serialNumber, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, initialCapacity: 1024);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(VersionTag))
            {
                writer.WriteInteger(2);
            }

            writer.WriteInteger(serialNumber);
            WriteSignatureAlgorithm(writer);
            writer.WriteEncodedValue(issuerName);
            using (writer.PushSequence())
            {
                WriteTime(writer, notBefore);
                WriteTime(writer, notAfter);
            }

            WriteSubject(writer, device);
            writer.WriteEncodedValue(subjectPublicKeyInfo);
            using (writer.PushSequence(ExtensionsTag))
            using (writer.PushSequence())
            {
                WriteExtensions(writer, device, subjectPublicKeyInfo);
            }
        }

        return WriteSigned(writer.Encode());
    }

    private static void WriteSignatureAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(AlgorithmIds.EcdsaWithSha256);
        }
    }

    /// <summary>RFC 5280 §4.1.2.5: UTCTime to 2049, GeneralizedTime from 2050, without fractions.</summary>
    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.UtcDateTime.Year < 2050)
        {
            writer.WriteUtcTime(time);
        }
        else
        {
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        }
    }

    /// <summary>CN={id}. Embedded TLS stacks stumble over the empty subject that a SAN would allow (RFC 5280 §4.1.2.6).</summary>
    private static void WriteSubject(AsnWriter writer, DeviceId device)
    {
        using (writer.PushSequence())
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(AlgorithmIds.CommonName);
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, device.ToString());
        }
    }

    private static void WriteExtension(AsnWriter writer, string id, bool critical, Action<AsnWriter> content)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(id);
            if (critical)
            {
                writer.WriteBoolean(true);
            }

            using (writer.PushOctetString())
            {
                content(writer);
            }
        }
    }

    private void WriteExtensions(AsnWriter writer, DeviceId device, ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        WriteExtension(writer, AlgorithmIds.BasicConstraints, critical: true, static w =>
        {
            using (w.PushSequence())
            {
                // cA FALSE is the default, which DER leaves out.
            }
        });
        WriteExtension(
            writer, AlgorithmIds.KeyUsage, critical: true, static w => w.WriteNamedBitList(KeyUsage.DigitalSignature));
        WriteExtension(writer, AlgorithmIds.ExtendedKeyUsage, critical: false, static w =>
        {
            using (w.PushSequence())
            {
                w.WriteObjectIdentifier(KeyPurpose.ClientAuthId);
            }
        });

        // RFC 7093 §2, method 1: the leftmost 160 bits of SHA-256 over the key's bit string.
        var keyIdentifier = SHA256.HashData(SubjectPublicKeyBits(subjectPublicKeyInfo)).AsMemory(0, 20);
        WriteExtension(writer, AlgorithmIds.SubjectKeyIdentifier, critical: false, w => w.WriteOctetString(keyIdentifier.Span));
        WriteExtension(writer, AlgorithmIds.AuthorityKeyIdentifier, critical: false, w =>
        {
            using (w.PushSequence())
            {
                w.WriteOctetString(issuerKeyIdentifier, KeyIdentifierTag);
            }
        });
        WriteExtension(writer, AlgorithmIds.SubjectAlternativeName, critical: false, w =>
        {
            using (w.PushSequence())
            {
                w.WriteCharacterString(UniversalTagNumber.IA5String, $"urn:breakwater:device:{device}", UriTag);
            }
        });
    }

    private static ReadOnlySpan<byte> SubjectPublicKeyBits(ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        var info = new AsnReader(subjectPublicKeyInfo.ToArray(), AsnEncodingRules.DER).ReadSequence();
        info.ReadSequence();
        return info.ReadBitString(out _);
    }

    private byte[] WriteSigned(byte[] tbsCertificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, initialCapacity: 1024);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(tbsCertificate);
            WriteSignatureAlgorithm(writer);
            writer.WriteBitString(key.Sign(tbsCertificate));
        }

        return writer.Encode();
    }

    /// <summary>RFC 5280 §4.2.1.3; a named bit list numbers its bits from the left.</summary>
    [Flags]
    private enum KeyUsage
    {
        DigitalSignature = 1 << 0,
    }
}

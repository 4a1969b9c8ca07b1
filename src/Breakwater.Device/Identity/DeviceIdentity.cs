using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Device.Identity;

/// <summary>A device's certificate with its private key.</summary>
public sealed class DeviceIdentity : IDisposable
{
    private const string SubjectAlternativeName = "2.5.29.17";
    private const string UriPrefix = "urn:breakwater:device:";
    private static readonly Asn1Tag UniformResourceIdentifier = new(TagClass.ContextSpecific, 6);

    private DeviceIdentity(int generation, X509Certificate2 certificate, string id)
    {
        Generation = generation;
        Certificate = certificate;
        Id = id;
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>32 hexadecimal digits: who the server says this device is.</summary>
    public string Id { get; }

    public DateTimeOffset NotBefore => new(Certificate.NotBefore.ToUniversalTime());

    public DateTimeOffset NotAfter => new(Certificate.NotAfter.ToUniversalTime());

    /// <summary>Counts the device's key pairs from 1.</summary>
    internal int Generation { get; }

    public void Dispose() => Certificate.Dispose();

    internal static bool TryCreate(int generation, X509Certificate2 certificate, ECDsa key, [NotNullWhen(true)] out DeviceIdentity? identity)
    {
        identity = null;
        if (!Matches(certificate, key) || IdOf(certificate) is not { } id)
        {
            return false;
        }

        identity = new DeviceIdentity(generation, certificate.CopyWithPrivateKey(key), id);
        return true;
    }

    internal static bool Matches(X509Certificate2 certificate, ECDsa key)
    {
        using var certified = certificate.GetECDsaPublicKey();
        return certified is not null && certified.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>RFC 5280 §4.2.1.6: the URI among the subject's alternative names that names a device.</summary>
    internal static string? IdOf(X509Certificate2 certificate)
    {
        if (certificate.Extensions[SubjectAlternativeName] is not { } extension)
        {
            return null;
        }

        try
        {
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (!names.PeekTag().HasSameClassAndValue(UniformResourceIdentifier))
                {
                    names.ReadEncodedValue();
                    continue;
                }

                var uri = names.ReadCharacterString(UniversalTagNumber.IA5String, UniformResourceIdentifier);
                if (uri.StartsWith(UriPrefix, StringComparison.Ordinal) && uri.Length == UriPrefix.Length + 32)
                {
                    return uri[UriPrefix.Length..];
                }
            }
        }
        catch (AsnContentException)
        {
            return null;
        }

        return null;
    }
}

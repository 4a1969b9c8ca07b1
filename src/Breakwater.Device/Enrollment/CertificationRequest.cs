using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Device.Enrollment;

/// <summary>PKCS #10 requests (RFC 2986), DER.</summary>
internal static class CertificationRequest
{
    private const string SubjectAlternativeName = "2.5.29.17";

    public static byte[] Create(string serial, ECDsa key)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(serial);
        return new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256).CreateSigningRequest();
    }

    /// <summary>RFC 7030 §4.2.2: subject and alternative names equal those of the current certificate.</summary>
    public static byte[] Renewal(X509Certificate2 current, ECDsa key)
    {
        var request = new CertificateRequest(current.SubjectName, key, HashAlgorithmName.SHA256);
        if (current.Extensions[SubjectAlternativeName] is { } names)
        {
            request.CertificateExtensions.Add(names);
        }

        return request.CreateSigningRequest();
    }
}

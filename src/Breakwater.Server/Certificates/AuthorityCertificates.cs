using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Server.Certificates;

/// <summary>How the certificates of the authority itself look (RFC 5280 §4.2.1).</summary>
internal static class AuthorityCertificates
{
    /// <summary>Longer than the devices live. Source: public device roots, such as Matter's product attestation authorities, are made for 20 years and more.</summary>
    private static readonly TimeSpan RootLifetime = TimeSpan.FromDays(20 * 365);

    /// <summary>Half of the root's, so that one rotation fits into it.</summary>
    private static readonly TimeSpan IssuingLifetime = TimeSpan.FromDays(10 * 365);

    public static X509Certificate2 CreateRoot(ECDsa key, DateTimeOffset now)
    {
        // The random name keeps two installations apart in logs and in clients that hold both.
        var request = new CertificateRequest(
            $"CN=Breakwater Root {RandomNumberGenerator.GetHexString(8, lowercase: true)}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, hasPathLengthConstraint: true, 1, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(KeyIdentifier(request.PublicKey));
        var notBefore = now - CertificateOptions.Backdate;
        return request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), notBefore, notBefore + RootLifetime, NewSerialNumber());
    }

    public static X509Certificate2 CreateIssuing(X509Certificate2 root, ECDsa rootKey, ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest(
            root.SubjectName.Name.Replace("Root", "Issuing", StringComparison.Ordinal), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([KeyPurpose.ClientAuth, KeyPurpose.ServerAuth], critical: false));
        request.CertificateExtensions.Add(KeyIdentifier(request.PublicKey));
        request.CertificateExtensions.Add(AuthorityKeyIdentifierOf(root));
        var notBefore = now - CertificateOptions.Backdate;
        return request.Create(
            root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), notBefore, notBefore + IssuingLifetime, NewSerialNumber());
    }

    public static X509SubjectKeyIdentifierExtension KeyIdentifier(PublicKey key) =>
        new(key, X509SubjectKeyIdentifierHashAlgorithm.ShortSha256, critical: false);

    public static X509AuthorityKeyIdentifierExtension AuthorityKeyIdentifierOf(X509Certificate2 issuer) =>
        X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single());

    /// <summary>128 random bits as a positive integer, 17 octets at most (RFC 5280 §4.1.2.2).</summary>
    public static byte[] NewSerialNumber()
    {
        var serial = new byte[17];
        do
        {
            RandomNumberGenerator.Fill(serial.AsSpan(1));
        }
        while (serial[1] == 0);
        return serial[1] < 0x80 ? serial[1..] : serial;
    }
}

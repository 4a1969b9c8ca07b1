using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Server.Tests.Certificates;

/// <summary>Somebody else's authority: a manufacturer's, or an attacker's.</summary>
internal sealed class TestPki
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestPki(string subject, DateTimeOffset now)
    {
        var request = new CertificateRequest(new X500DistinguishedName(subject), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Root = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(20));
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Issue(
        X500DistinguishedName subject, DateTimeOffset notBefore, DateTimeOffset notAfter, string? purpose = null, bool authority = false)
    {
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, leafKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, critical: true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(
            Root.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single()));
        if (purpose is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        }

        using var issued = request.Create(Root, notBefore, notAfter, RandomNumberGenerator.GetBytes(12));
        return issued.CopyWithPrivateKey(leafKey);
    }

    /// <summary>An initial device identity as IEEE 802.1AR describes it: the serial in the subject, no end.</summary>
    public X509Certificate2 IssueIdentity(string serial, DateTimeOffset now)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName("Maker");
        subject.Add("2.5.4.5", serial);
        return Issue(subject.Build(), now.AddDays(-1), now.AddYears(15));
    }
}

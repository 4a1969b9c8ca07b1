using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Device.Trust;

namespace Breakwater.Device.Tests.Fakes;

/// <summary>A root with an issuing certificate, as the server has them.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa issuingKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 issuing;

    public TestAuthority()
    {
        var now = DateTimeOffset.UtcNow;
        Root = Authority("CN=test root", rootKey).CreateSelfSigned(now.AddDays(-30), now.AddYears(1));
        using var bare = Authority("CN=test issuing", issuingKey).Create(Root, now.AddDays(-30), now.AddMonths(6), RandomNumberGenerator.GetBytes(16));
        issuing = bare.CopyWithPrivateKey(issuingKey);
        Server = IssueServer();
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Issuing => issuing;

    public X509Certificate2 Server { get; }

    public TrustAnchors Anchors => new([Root, issuing]);

    public X509Certificate2 IssueDevice(byte[] request, string id, DateTimeOffset notBefore, TimeSpan life)
    {
        var asked = CertificateRequest.LoadSigningRequest(request, HashAlgorithmName.SHA256);
        var certificate = new CertificateRequest(asked.SubjectName, asked.PublicKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri("urn:breakwater:device:" + id));
        certificate.CertificateExtensions.Add(names.Build());
        return certificate.Create(issuing.SubjectName, X509SignatureGenerator.CreateForECDsa(issuingKey), notBefore, notBefore + life, RandomNumberGenerator.GetBytes(16));
    }

    public void Dispose()
    {
        Root.Dispose();
        issuing.Dispose();
        Server.Dispose();
        rootKey.Dispose();
        issuingKey.Dispose();
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    private X509Certificate2 IssueServer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        using var bare = request.Create(issuing, now.AddDays(-1), now.AddMonths(3), RandomNumberGenerator.GetBytes(16));
        return bare.CopyWithPrivateKey(key);
    }
}

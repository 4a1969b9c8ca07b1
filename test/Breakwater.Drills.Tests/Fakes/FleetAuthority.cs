using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Ids;
using Breakwater.Device.Identity;

namespace Breakwater.Drills.Tests.Fakes;

/// <summary>A certificate authority for robots, with its bundle in a file.</summary>
internal sealed class FleetAuthority : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("breakwater-drills-tests-");

    public FleetAuthority()
    {
        var request = new CertificateRequest("CN=test root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(Bundle, Root.ExportCertificatePem());
    }

    public X509Certificate2 Root { get; }

    public string Bundle => Path.Combine(folder.FullName, "ca.pem");

    public DeviceIdentity IssueRobot(string serial, DeviceId id)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri($"urn:breakwater:device:{id}"));
        var (certificate, robotKey) = Issue(serial, names);
        using (certificate)
        using (robotKey)
        {
            Assert.True(DeviceIdentity.TryCreate(1, certificate, robotKey, out var identity));
            return identity;
        }
    }

    public X509Certificate2 IssueServer()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var (certificate, serverKey) = Issue("server", names);
        using (certificate)
        using (serverKey)
        {
            return certificate.CopyWithPrivateKey(serverKey);
        }
    }

    public void Dispose()
    {
        Root.Dispose();
        key.Dispose();
        folder.Delete(recursive: true);
    }

    private (X509Certificate2 Certificate, ECDsa Key) Issue(string name, SubjectAlternativeNameBuilder names)
    {
        var subject = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", subject, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        var certificate = request.Create(Root, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(16));
        return (certificate, subject);
    }
}

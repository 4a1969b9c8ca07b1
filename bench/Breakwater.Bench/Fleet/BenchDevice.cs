using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Admin;

namespace Breakwater.Bench.Fleet;

/// <summary>A device of the load: what the factory gave it, and the key and certificate that it has since its first boot.</summary>
internal sealed class BenchDevice(int number)
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Serial { get; } = $"BENCH-{number:D6}";

    public string Claim { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The device id: the subject of its certificate.</summary>
    public string Id { get; private set; } = "";

    /// <summary>What it shows in a TLS handshake; null before its enrolment.</summary>
    public SslStreamCertificateContext? Certificate { get; private set; }

    public ManifestRow ToManifestRow(int line) => new(line, Serial, "bench", Claim);

    /// <summary>A certificate request, PKCS#10 in base64, as EST wants it.</summary>
    public string Request() => RequestFor(key);

    /// <summary>The same for a new key, as a renewal needs it.</summary>
    public string RenewalRequest()
    {
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return RequestFor(next);
    }

    public void Accept(X509Certificate2 issued)
    {
        Certificate = SslStreamCertificateContext.Create(issued.CopyWithPrivateKey(key), null, offline: true);
        Id = issued.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
    }

    private string RequestFor(ECDsa subject)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(Id.Length > 0 ? Id : Serial);
        return Convert.ToBase64String(new CertificateRequest(name.Build(), subject, HashAlgorithmName.SHA256).CreateSigningRequest());
    }
}

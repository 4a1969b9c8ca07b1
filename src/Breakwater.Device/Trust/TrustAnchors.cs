using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Device.Trust;

/// <summary>
/// The certificate authorities that a device believes, and nothing else: neither the system's store nor an exception for one server.
/// One instance can serve any number of devices.
/// </summary>
public sealed class TrustAnchors
{
    private readonly X509Certificate2Collection roots = [];
    private readonly X509Certificate2Collection intermediates = [];

    /// <param name="certificates">At least one self-signed certificate, and any intermediates.</param>
    /// <exception cref="ArgumentException">None of them is self-signed.</exception>
    public TrustAnchors(X509Certificate2Collection certificates)
    {
        foreach (var certificate in certificates)
        {
            var selfSigned = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
            (selfSigned ? roots : intermediates).Add(certificate);
        }

        if (roots.Count == 0)
        {
            throw new ArgumentException("Trust anchors need at least one root (self-signed) certificate.", nameof(certificates));
        }
    }

    internal X509Certificate2Collection Intermediates => intermediates;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="CryptographicException">The file is not PEM.</exception>
    /// <exception cref="ArgumentException">The file holds no root certificate.</exception>
    public static TrustAnchors FromPemFile(string path) => FromPem(File.ReadAllText(path));

    /// <exception cref="CryptographicException">The text is not PEM.</exception>
    /// <exception cref="ArgumentException">The text holds no root certificate.</exception>
    public static TrustAnchors FromPem(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return new TrustAnchors(certificates);
    }

    /// <summary>
    /// TLS 1.2 or later, to a server whose chain ends at these anchors and whose name is <paramref name="host"/>.
    /// There is deliberately no validation callback here: what the platform refuses stays refused.
    /// </summary>
    internal SslClientAuthenticationOptions ClientOptions(string host, X509Certificate2? identity) => new()
    {
        TargetHost = host,
#pragma warning disable CA5398 // RFC 9325: 1.2 and 1.3, and nothing older even where the host's defaults would allow it
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
        CertificateChainPolicy = ChainPolicy(),
        ClientCertificateContext = identity is null ? null : SslStreamCertificateContext.Create(identity, null, offline: true),
    };

    /// <summary>No CRL or OCSP: a device's clock and network at boot cannot be relied on, and server certificates are short-lived.</summary>
    internal X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(roots);
        policy.ExtraStore.AddRange(intermediates);
        return policy;
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Server.Certificates;

/// <summary>
/// The manufacturers whose initial device identities (IDevID, IEEE 802.1AR-2018 §8) prove a device at its enrolment, and only there.
/// </summary>
public sealed class ManufacturerTrust
{
    /// <summary>An IDevID path: device, two intermediates, root. Source: IEEE 802.1AR products seldom have more than one intermediate.</summary>
    private const int LongestPath = 4;

    private readonly X509Certificate2Collection roots = [];
    private readonly X509Certificate2Collection intermediates = [];
    private readonly TimeProvider time;

    private ManufacturerTrust(TimeProvider time) => this.time = time;

    public bool IsEmpty => roots.Count == 0;

    /// <summary>Reads PEM files: roots, and the intermediates under them.</summary>
    /// <exception cref="CertificateStoreException">A file is missing or holds no certificate, or no root at all is among them.</exception>
    public static ManufacturerTrust Open(IReadOnlyList<string> files, TimeProvider time)
    {
        var trust = new ManufacturerTrust(time);
        foreach (var file in files)
        {
            var found = new X509Certificate2Collection();
            try
            {
                found.ImportFromPemFile(file);
            }
            catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
            {
                throw new CertificateStoreException($"The manufacturer trust anchors in {file} cannot be read as PEM certificates.", exception);
            }

            if (found.Count == 0)
            {
                throw new CertificateStoreException($"{file} holds no PEM certificate, but is named as manufacturer trust anchors.");
            }

            foreach (var certificate in found)
            {
                var selfIssued = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
                (selfIssued ? trust.roots : trust.intermediates).Add(certificate);
            }
        }

        return files.Count > 0 && trust.IsEmpty
            ? throw new CertificateStoreException($"{string.Join(", ", files)}: no root certificate is among them. Add the one that ends the chain.")
            : trust;
    }

    /// <summary>Does a chain of today lead from this certificate to one of the roots? The peer must have proven its private key already.</summary>
    public bool Accepts(X509Certificate2 certificate)
    {
        if (IsEmpty)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;

        // Nothing is ignored. An IDevID may come without extended key usage (IEEE 802.1AR-2018 §8.10); where one stands, it must allow clients.
        chain.ChainPolicy.ApplicationPolicy.Add(KeyPurpose.ClientAuth);
        var accepted = chain.Build(certificate) && chain.ChainElements.Count is > 1 and <= LongestPath;
        foreach (var element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        return accepted;
    }
}

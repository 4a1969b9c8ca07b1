using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Certificates;

/// <summary>
/// The authority's keys and certificates on disk. They are made in a folder of another name that is renamed when complete, so that an interrupted
/// first start leaves nothing that could be mistaken for an authority.
/// </summary>
internal sealed class AuthorityFolder(DataFolder data)
{
    private readonly string folder = Path.Combine(data.Certificates, "authority");

    public bool Exists => Directory.Exists(folder);

    public void Create(DateTimeOffset now)
    {
        Directory.CreateDirectory(data.Certificates, DurableFile.PrivateFolder);
        var made = folder + ".new";
        if (Directory.Exists(made))
        {
            Directory.Delete(made, recursive: true);
        }

        Directory.CreateDirectory(made, DurableFile.PrivateFolder);
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issuingKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = AuthorityCertificates.CreateRoot(rootKey, now);
        using var issuing = AuthorityCertificates.CreateIssuing(root, rootKey, issuingKey, now);
        PrivateKeyFile.Write(Path.Combine(made, "root.key"), rootKey);
        PrivateKeyFile.Write(Path.Combine(made, "issuing.key"), issuingKey);
        DurableFile.Write(Path.Combine(made, "root.pem"), root.ExportCertificatePem() + "\n", DurableFile.Public);
        DurableFile.Write(Path.Combine(made, "issuing.pem"), issuing.ExportCertificatePem() + "\n", DurableFile.Public);
        Directory.Move(made, folder);
        DirectorySync.Flush(data.Certificates);
    }

    /// <returns>The root, and the issuing certificate with its private key.</returns>
    /// <exception cref="CertificateStoreException">A file is missing, damaged, open to others, or does not belong to the others.</exception>
    public (X509Certificate2 Root, X509Certificate2 Issuing) Load()
    {
        RefuseOpenFolder(data.Certificates);
        RefuseOpenFolder(folder);
        using var rootKey = PrivateKeyFile.Read(Path.Combine(folder, "root.key"));
        using var issuingKey = PrivateKeyFile.Read(Path.Combine(folder, "issuing.key"));
        var rootPath = Path.Combine(folder, "root.pem");
        var issuingPath = Path.Combine(folder, "issuing.pem");
        var root = ReadCertificate(rootPath);
        using var issuing = ReadCertificate(issuingPath);
        RefuseForeign(root, rootKey, root, rootPath);
        RefuseForeign(issuing, issuingKey, root, issuingPath);
        return (root, issuing.CopyWithPrivateKey(issuingKey));
    }

    /// <summary>What devices and people take as trust anchors; made anew when it is missing or differs.</summary>
    public void WriteBundle(X509Certificate2 root, X509Certificate2 issuing)
    {
        var bundle = $"{root.ExportCertificatePem()}\n{issuing.ExportCertificatePem()}\n";
        if (!File.Exists(data.CaBundle) || File.ReadAllText(data.CaBundle) != bundle)
        {
            DurableFile.Write(data.CaBundle, bundle, DurableFile.Public);
        }
    }

    private static void RefuseOpenFolder(string path)
    {
        if ((File.GetUnixFileMode(path) & ~DurableFile.PrivateFolder) != 0)
        {
            throw new CertificateStoreException($"{path} is open to others than its owner. Run: chmod 700 {path}");
        }
    }

    private static X509Certificate2 ReadCertificate(string path)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CertificateStoreException($"{path} is missing or cannot be read as a certificate. Restore it from a backup.", exception);
        }
    }

    private static void RefuseForeign(X509Certificate2 certificate, ECDsa key, X509Certificate2 root, string path)
    {
        using var publicKey = certificate.GetECDsaPublicKey();
        using var rootKey = root.GetECDsaPublicKey();
        if (publicKey is null || rootKey is null
            || !publicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo())
            || !CertificateFields.TryRead(certificate.RawDataMemory, out var fields)
            || !new KeyPool(rootKey.ExportParameters(includePrivateParameters: false)).Verify(fields.Signed.Span, fields.Signature.Span))
        {
            throw new CertificateStoreException(
                $"{path} does not belong to the other files in {Path.GetDirectoryName(path)}. Restore the folder as a whole from a backup.");
        }
    }
}

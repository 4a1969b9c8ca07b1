using System.Security.Cryptography;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Certificates;

/// <summary>A P-256 private key in a PKCS#8 PEM file (RFC 5958, RFC 7468 §10) that only its owner can read.</summary>
internal static class PrivateKeyFile
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static void Write(string path, ECDsa key) => DurableFile.Write(path, key.ExportPkcs8PrivateKeyPem() + "\n", DurableFile.OwnerOnly);

    /// <exception cref="CertificateStoreException">The file is missing, damaged, or open to others.</exception>
    public static ECDsa Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CertificateStoreException($"{path} is missing. Restore it from a backup.");
        }

        if ((File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new CertificateStoreException($"{path} is a private key that others than its owner may touch. Run: chmod 600 {path}");
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new CertificateStoreException($"{path} cannot be read as a PKCS#8 private key. Restore it from a backup.", exception);
        }
    }
}

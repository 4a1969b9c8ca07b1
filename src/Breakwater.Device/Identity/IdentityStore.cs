using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Device.Identity;

/// <summary>
/// A folder (0700) with the device's key pairs (0600), one generation each: <c>identity-000001.key</c> (PKCS #8) and <c>.crt</c>, both PEM.
/// There is one generation, except between a renewal and the server's first acceptance of the new pair, when there are two.
/// A crash at any point therefore leaves at least one pair that the server takes.
/// </summary>
/// <param name="folder">Made when it does not exist.</param>
public sealed class IdentityStore(string folder)
{
    private const string Prefix = "identity-";

    /// <summary>The pairs that are complete, newest first; empty before the first enrolment.</summary>
    /// <exception cref="IdentityStoreException">A key or the folder is open to others, or a file is damaged.</exception>
    public IReadOnlyList<DeviceIdentity> Load()
    {
        var identities = new List<DeviceIdentity>();
        foreach (var generation in Generations().OrderDescending())
        {
            if (!File.Exists(CertificatePath(generation)))
            {
                continue;
            }

            using var key = ReadKey(generation);
            using var certificate = ReadCertificate(generation);
            identities.Add(DeviceIdentity.TryCreate(generation, certificate, key, out var identity)
                ? identity
                : throw new IdentityStoreException(CertificatePath(generation), "is not a device certificate for the key beside it."));
        }

        return identities;
    }

    /// <summary>
    /// The key to ask a certificate for: the one that waits for its certificate, or a new one (P-256). It is on disk before anybody
    /// is asked, so a device that loses power between request and answer repeats the same request.
    /// </summary>
    internal (int Generation, ECDsa Key) StageKey()
    {
        var generations = Generations();
        foreach (var waiting in generations.Where(g => !File.Exists(CertificatePath(g))))
        {
            return (waiting, ReadKey(waiting));
        }

        PrivateFile.CreateFolder(folder);
        var generation = generations.DefaultIfEmpty(0).Max() + 1;
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PrivateFile.Write(KeyPath(generation), key.ExportPkcs8PrivateKeyPem() + "\n");
        return (generation, key);
    }

    internal void StoreCertificate(int generation, X509Certificate2 certificate) =>
        PrivateFile.Write(CertificatePath(generation), certificate.ExportCertificatePem() + "\n");

    /// <summary>The server took this pair, so every other one is useless now.</summary>
    internal void Accept(DeviceIdentity identity)
    {
        foreach (var generation in Generations().Where(g => g != identity.Generation))
        {
            File.Delete(CertificatePath(generation));
            File.Delete(KeyPath(generation));
        }
    }

    private string KeyPath(int generation) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{generation:D6}.key"));

    private string CertificatePath(int generation) => Path.ChangeExtension(KeyPath(generation), ".crt");

    private List<int> Generations()
    {
        var generations = new List<int>();
        if (!Directory.Exists(folder))
        {
            return generations;
        }

        PrivateFile.RequirePrivate(folder);
        foreach (var path in Directory.EnumerateFiles(folder, Prefix + "*.key"))
        {
            var name = Path.GetFileNameWithoutExtension(path.AsSpan());
            if (int.TryParse(name[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var generation))
            {
                generations.Add(generation);
            }
        }

        return generations;
    }

    private ECDsa ReadKey(int generation)
    {
        var path = KeyPath(generation);
        PrivateFile.RequirePrivate(path);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new IdentityStoreException(path, "is not a PKCS #8 key in PEM.");
        }
    }

    private X509Certificate2 ReadCertificate(int generation)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(CertificatePath(generation)));
        }
        catch (CryptographicException)
        {
            throw new IdentityStoreException(CertificatePath(generation), "is not a certificate in PEM.");
        }
    }
}

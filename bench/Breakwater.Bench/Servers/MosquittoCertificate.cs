using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Bench.Servers;

/// <summary>What Mosquitto shows its clients: P-256, like Breakwater.</summary>
internal static class MosquittoCertificate
{
    public static (string Certificate, string Key) Write(WorkFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        var files = (folder.File("mosquitto.pem"), folder.File("mosquitto.key"));
        File.WriteAllText(files.Item1, certificate.ExportCertificatePem());
        File.WriteAllText(files.Item2, key.ExportPkcs8PrivateKeyPem());
        return files;
    }
}

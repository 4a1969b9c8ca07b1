using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Certificates;

/// <summary>The certificate that this server shows on every TLS listener: kept in the data folder, renewed while it runs at two thirds of its life.</summary>
public sealed class ServerCertificates : IDisposable
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromHours(1);

    private readonly CertificateAuthority authority;
    private readonly CertificateOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<ServerCertificates> logger;
    private readonly string[] names;
    private readonly string keyPath;
    private readonly string certificatePath;
    private readonly ITimer timer;
    private volatile SslStreamCertificateContext current;

    public ServerCertificates(
        DataFolder folder, CertificateAuthority authority, CertificateOptions options, TimeProvider time, ILogger<ServerCertificates> logger)
    {
        this.authority = authority;
        this.options = options;
        this.time = time;
        this.logger = logger;
        names = ["localhost", "127.0.0.1", "::1", .. HostName(), .. options.ServerNames];
        names = [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
        keyPath = Path.Combine(folder.Certificates, "server.key");
        certificatePath = Path.Combine(folder.Certificates, "server.pem");
        current = Load() ?? Issue();
        timer = time.CreateTimer(_ => RenewWhenDue(), null, CheckInterval, CheckInterval);
    }

    /// <summary>There is a new key with its certificate. Listeners take from it what they need and return.</summary>
    public event Action<X509Certificate2>? Issued;

    /// <summary>Leaf and issuing authority, for the next handshake; nothing is downloaded for it.</summary>
    public SslStreamCertificateContext Current => current;

    public void Dispose() => timer.Dispose();

    private static string[] HostName() =>
        Uri.CheckHostName(Environment.MachineName) is UriHostNameType.Dns ? [Environment.MachineName] : [];

    private bool IsDue(X509Certificate2 certificate)
    {
        var notBefore = new DateTimeOffset(certificate.NotBefore.ToUniversalTime());
        var notAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        var now = time.GetUtcNow();
        return now < notBefore || now >= notBefore + ((notAfter - notBefore) * (2.0 / 3));
    }

    private void RenewWhenDue()
    {
        var shown = current.TargetCertificate;
        try
        {
            if (IsDue(shown))
            {
                current = Issue();
            }
        }
        catch (Exception exception)
        {
            CertificateLog.ServerCertificateRenewalFailed(logger, exception, new DateTimeOffset(shown.NotAfter));
        }
    }

    /// <summary>The kept certificate, if it is of this authority, for these names and not due; else null.</summary>
    private SslStreamCertificateContext? Load()
    {
        if (!File.Exists(keyPath) || !File.Exists(certificatePath))
        {
            return null;
        }

        using var key = PrivateKeyFile.Read(keyPath);
        try
        {
            using var kept = X509Certificate2.CreateFromPem(File.ReadAllText(certificatePath));
            using var publicKey = kept.GetECDsaPublicKey();
            return publicKey is not null
                && publicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo())
                && kept.IssuerName.RawData.AsSpan().SequenceEqual(authority.Issuing.SubjectName.RawData)
                && SubjectNames(kept).SetEquals(names)
                && !IsDue(kept)
                ? Context(kept.CopyWithPrivateKey(key))
                : null;
        }
        catch (CryptographicException)
        {
            // The key is intact, the certificate is not, and it can be made again.
            return null;
        }
    }

    private SslStreamCertificateContext Issue()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = IssueFor(key);
        PrivateKeyFile.Write(keyPath, key);
        DurableFile.Write(certificatePath, issued.ExportCertificatePem() + "\n", DurableFile.Public);
        CertificateLog.ServerCertificateIssued(logger, string.Join(", ", names), new DateTimeOffset(issued.NotAfter));
        Issued?.Invoke(issued);
        return Context(issued.CopyWithPrivateKey(key));
    }

    private X509Certificate2 IssueFor(ECDsa key)
    {
        var request = new CertificateRequest("CN=Breakwater Server", key, HashAlgorithmName.SHA256);
        var subjectNames = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                subjectNames.AddIpAddress(address);
            }
            else
            {
                subjectNames.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([KeyPurpose.ServerAuth], critical: false));
        request.CertificateExtensions.Add(subjectNames.Build());
        request.CertificateExtensions.Add(AuthorityCertificates.KeyIdentifier(request.PublicKey));
        request.CertificateExtensions.Add(AuthorityCertificates.AuthorityKeyIdentifierOf(authority.Issuing));
        var notBefore = time.GetUtcNow() - CertificateOptions.Backdate;
        return request.Create(authority.Issuing, notBefore, notBefore + options.ServerCertificateLifetime, AuthorityCertificates.NewSerialNumber());
    }

    private SslStreamCertificateContext Context(X509Certificate2 certificate) =>
        SslStreamCertificateContext.Create(certificate, [authority.Issuing], offline: true);

    private static HashSet<string> SubjectNames(X509Certificate2 certificate)
    {
        var extension = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return extension is null
            ? []
            : new(extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(a => a.ToString())), StringComparer.OrdinalIgnoreCase);
    }
}

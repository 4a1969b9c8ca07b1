using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Certificates;

/// <summary>
/// The fleet's own certificate authority: a root that signs one issuing authority, which signs devices and this server and nothing else.
/// </summary>
public sealed class CertificateAuthority
{
    private readonly CertificateOptions options;
    private readonly TimeProvider time;
    private readonly DeviceCertificateWriter devices;

    private CertificateAuthority(X509Certificate2 root, X509Certificate2 issuing, CertificateOptions options, TimeProvider time)
    {
        Root = root;
        Issuing = issuing;
        this.options = options;
        this.time = time;
        using var key = issuing.GetECDsaPrivateKey()!;
        IssuingKey = new KeyPool(key.ExportParameters(includePrivateParameters: true));
        devices = new DeviceCertificateWriter(issuing, IssuingKey);
        CaCertsPkcs7 = CertsOnly.Write(root.RawDataMemory, issuing.RawDataMemory);
    }

    public X509Certificate2 Root { get; }

    /// <summary>The issuing authority, with its private key.</summary>
    public X509Certificate2 Issuing { get; }

    /// <summary>Root and issuing authority as a certs-only message, DER; the body of EST's <c>cacerts</c>.</summary>
    public ReadOnlyMemory<byte> CaCertsPkcs7 { get; }

    internal KeyPool IssuingKey { get; }

    /// <summary>Loads the authority from the data folder; makes it on the first start.</summary>
    /// <exception cref="CertificateStoreException">A file is missing, damaged or open to others; the message says how to mend it.</exception>
    public static Task<CertificateAuthority> OpenAsync(
        DataFolder folder, CertificateOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                var files = new AuthorityFolder(folder);
                if (!files.Exists)
                {
                    files.Create(time.GetUtcNow());
                }

                var (root, issuing) = files.Load();
                files.WriteBundle(root, issuing);
                return new CertificateAuthority(root, issuing, options, time);
            },
            cancellationToken);

    /// <summary>Signs a certificate for the device and this public key; nothing else of a request can enter it.</summary>
    /// <returns>The certificate, DER. It counts only once the registry knows it.</returns>
    public byte[] IssueDeviceCertificate(
        DeviceId device, ReadOnlySpan<byte> subjectPublicKeyInfo, DateTimeOffset notBefore, DateTimeOffset notAfter) =>
        devices.Write(device, subjectPublicKeyInfo, AuthorityCertificates.NewSerialNumber(), notBefore, notAfter);

    internal IssuedCertificate Issue(DeviceId device, ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        var notBefore = WholeSecond(time.GetUtcNow() - CertificateOptions.Backdate);
        var notAfter = notBefore + options.DeviceCertificateLifetime;
        var authorityEnds = new DateTimeOffset(Issuing.NotAfter.ToUniversalTime());
        var serialNumber = AuthorityCertificates.NewSerialNumber();
        notAfter = notAfter < authorityEnds ? notAfter : authorityEnds;
        return new IssuedCertificate(
            device,
            devices.Write(device, subjectPublicKeyInfo, serialNumber, notBefore, notAfter),
            Convert.ToHexStringLower(serialNumber.AsSpan(serialNumber.Length - 16)),
            SHA256.HashData(subjectPublicKeyInfo),
            notBefore,
            notAfter);
    }

    /// <summary>Certificates count in seconds (RFC 5280 §4.1.2.5.1); what the registry keeps must say the same.</summary>
    private static DateTimeOffset WholeSecond(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}

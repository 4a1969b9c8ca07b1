using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Server.Certificates;

/// <summary>How the listeners speak TLS. Kestrel asks for these options at every handshake, so a renewed server certificate is shown at once.</summary>
public sealed class DeviceTls(
    CertificateAuthority authority,
    ServerCertificates server,
    ManufacturerTrust manufacturers,
    CertificateOptions options,
    TimeProvider time,
    ILogger<DeviceTls> logger)
{
    private readonly ClientCertificateCheck check = new(authority, options, time);

    /// <summary>Embedded clients speak 1.2 at best; with these suites it has forward secrecy and authenticated encryption (RFC 9325 §4.2).</summary>
    private static readonly CipherSuitesPolicy EcdheAead = new(
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    ]);

    /// <summary>Devices over MQTT: a certificate of ours is required. ALPN is MQTT's alone, so that no page's request can be turned against it (ALPACA).</summary>
    public SslServerAuthenticationOptions DevicesMqtt()
    {
        var tls = Devices(required: true, orManufacturer: false);
        tls.ApplicationProtocols = [new SslApplicationProtocol("mqtt")];
        return tls;
    }

    /// <summary>Devices over HTTPS: a certificate of ours, a configured manufacturer's, or none, for enrolment by claim.</summary>
    public SslServerAuthenticationOptions DevicesHttps() => Devices(required: false, orManufacturer: true);

    /// <summary>People and services: no client certificate is asked for.</summary>
    public SslServerAuthenticationOptions People() => new()
    {
        ServerCertificateContext = server.Current,
#pragma warning disable CA5398 // a floor on purpose: the host's default may still hold 1.0 and 1.1 (RFC 8996)
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
        AllowRenegotiation = false,
    };

    private SslServerAuthenticationOptions Devices(bool required, bool orManufacturer)
    {
        var tls = People();
        tls.CipherSuitesPolicy = EcdheAead;

        // Every connection proves its key. It is also cheaper: TLS 1.3 tickets that carry a client certificate cost more than reconnecting saves.
        tls.AllowTlsResume = false;
        tls.ClientCertificateRequired = true;
        tls.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        tls.CertificateChainPolicy = NoChain();
        tls.RemoteCertificateValidationCallback = (_, certificate, _, _) => Accept(certificate, required, orManufacturer);
        return tls;
    }

    private bool Accept(X509Certificate? certificate, bool required, bool orManufacturer)
    {
        var verdict = certificate switch
        {
            null => ClientCertificateVerdict.Missing,
            X509Certificate2 presented => check.Judge(presented),
            _ => ClientCertificateVerdict.Foreign,
        };
        if (verdict == ClientCertificateVerdict.Foreign && orManufacturer && manufacturers.Accepts((X509Certificate2)certificate!))
        {
            verdict = ClientCertificateVerdict.Manufacturer;
        }

        var accepted = verdict switch
        {
            ClientCertificateVerdict.Device => true,
            ClientCertificateVerdict.Manufacturer => orManufacturer,
            ClientCertificateVerdict.Missing => !required,
            _ => false,
        };
        if (!accepted)
        {
            CertificateLog.HandshakeRefused(logger, verdict);
        }

        return accepted;
    }

    /// <summary>
    /// SslStream builds a chain whatever the callback says. This one is empty on purpose: it ends at the leaf, and its outcome is not looked at,
    /// because <see cref="ClientCertificateCheck"/> decides.
    /// </summary>
    private static X509ChainPolicy NoChain() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
        VerificationFlags = X509VerificationFlags.AllFlags,
    };
}

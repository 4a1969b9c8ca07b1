using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Bench.Fleet;

/// <summary>
/// TLS as the load speaks it to every server alike: 1.3, each time a full handshake. The server is not judged: that is the client's work, and the
/// client is not what is measured.
/// </summary>
internal static class ClientTls
{
    public static SslClientAuthenticationOptions For(SslStreamCertificateContext? certificate) => new()
    {
        TargetHost = "localhost",
#pragma warning disable CA5398 // every handshake shall be the same one
        EnabledSslProtocols = SslProtocols.Tls13,
#pragma warning restore CA5398
        AllowTlsResume = false,
        ClientCertificateContext = certificate,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationFlags = X509VerificationFlags.AllFlags,
        },
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
    };
}

using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Server.Certificates;

/// <summary>
/// The whole chain validation of a device certificate, in one signature check: the issuing authority is pinned and signs devices directly
/// (its path length is 0), so a path has exactly one step (RFC 5280 §6.1, with the issuing authority as trust anchor). The server's own
/// certificates come from the same authority, hence the key usage; revocation is the registry's business, at every connection.
/// </summary>
internal sealed class ClientCertificateCheck(CertificateAuthority authority, CertificateOptions options, TimeProvider time)
{
    private readonly byte[] issuer = authority.Issuing.SubjectName.RawData;

    public ClientCertificateVerdict Judge(X509Certificate2 certificate)
    {
        if (!CertificateFields.TryRead(certificate.RawDataMemory, out var fields)
            || !fields.Issuer.Span.SequenceEqual(issuer)
            || fields.IsAuthority
            || !fields.MayAuthenticateClients
            || !authority.IssuingKey.Verify(fields.Signed.Span, fields.Signature.Span))
        {
            return ClientCertificateVerdict.Foreign;
        }

        var now = time.GetUtcNow();
        return now < fields.NotBefore || now > fields.NotAfter + options.RenewalGrace
            ? ClientCertificateVerdict.Expired
            : ClientCertificateVerdict.Device;
    }
}

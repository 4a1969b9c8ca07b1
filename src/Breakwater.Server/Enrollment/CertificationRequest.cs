using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Server.Enrollment;

/// <summary>
/// PKCS #10 (RFC 2986 §4): <c>CertificationRequest ::= SEQUENCE { certificationRequestInfo, signatureAlgorithm, signature }</c>. Of what a device
/// asks for only the public key is taken, once the signature proves that it holds the private one; subject, names and extensions are not looked at.
/// </summary>
internal static class CertificationRequest
{
    public static RequestProblem Read(ReadOnlyMemory<byte> der, [MaybeNull] out SubjectKey key)
    {
        key = null;
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.DER);
            var info = outer.ReadSequence().ReadSequence();
            outer.ThrowIfNotEmpty();
            info.ReadInteger();
            info.ReadSequence(); // subject
            var publicKeyInfo = info.ReadEncodedValue();

            // Before the signature: verifying under a monstrous key is what a monstrous key would be sent for.
            if (!PublicKeyRules.Allow(publicKeyInfo))
            {
                return RequestProblem.KeyNotAllowed;
            }

            CertificateRequest.LoadSigningRequest(der.Span, HashAlgorithmName.SHA256, out var consumed);
            if (consumed != der.Length)
            {
                return RequestProblem.Malformed;
            }

            key = new SubjectKey(publicKeyInfo, SHA256.HashData(publicKeyInfo.Span));
            return RequestProblem.None;
        }
        catch (Exception exception) when (exception is AsnContentException or CryptographicException or NotSupportedException)
        {
            return RequestProblem.Malformed;
        }
    }
}

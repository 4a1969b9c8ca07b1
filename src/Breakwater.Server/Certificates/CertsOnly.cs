using System.Formats.Asn1;

namespace Breakwater.Server.Certificates;

/// <summary>
/// A certs-only message (RFC 8551 §3.8, RFC 5272 §4.1): a degenerate SignedData (RFC 5652 §5.1) with certificates, and with no content and no signers.
/// </summary>
internal static class CertsOnly
{
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0, isConstructed: true);

    public static byte[] Write(params ReadOnlySpan<ReadOnlyMemory<byte>> certificates)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(AlgorithmIds.SignedData);
            using (writer.PushSequence(Tag0))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                using (writer.PushSetOf())
                {
                    // No digest algorithms, since there are no signers.
                }

                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(AlgorithmIds.Data);
                }

                using (writer.PushSetOf(Tag0))
                {
                    foreach (var certificate in certificates)
                    {
                        writer.WriteEncodedValue(certificate.Span);
                    }
                }

                using (writer.PushSetOf())
                {
                    // No signers.
                }
            }
        }

        return writer.Encode();
    }
}

using System.Formats.Asn1;
using Breakwater.Server.Certificates;

namespace Breakwater.Server.Enrollment;

/// <summary>
/// What a request should look like (RFC 7030 §4.5.2, RFC 9908 §3.2): <c>CsrAttrs ::= SEQUENCE OF AttrOrOID</c>. A hint at the cheapest key, since names
/// and extensions of a request are not taken.
/// </summary>
internal static class EstAttributes
{
    public static byte[] Write()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(AlgorithmIds.EcPublicKey);
                using (writer.PushSetOf())
                {
                    writer.WriteObjectIdentifier(AlgorithmIds.P256);
                }
            }

            writer.WriteObjectIdentifier(AlgorithmIds.EcdsaWithSha256);
        }

        return writer.Encode();
    }
}

using System.Formats.Asn1;
using System.Numerics;
using Breakwater.Server.Certificates;

namespace Breakwater.Server.Enrollment;

/// <summary>
/// Which public keys may enter a certificate: EC on P-256, P-384 or P-521, and RSA of 2048 to 4096 bits with exponent 65537. One encoding a key
/// (named curve, uncompressed point, RSA parameters NULL; RFC 5480 §2, RFC 3279 §2.3.1), so that a hash of it tells whether a key was seen before.
/// </summary>
internal static class PublicKeyRules
{
    private const byte Uncompressed = 0x04;

    /// <summary>NIST SP 800-57 Part 1, table 4: 2048 bits are 112 of strength. Above 4096 a handshake costs the server what an attacker would like it to.</summary>
    private const int SmallestModulus = 2048;
    private const int LargestModulus = 4096;

    private static readonly BigInteger UsualExponent = 65537;

    /// <summary>Reads <c>SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }</c> (RFC 5280 §4.1.2.7).</summary>
    /// <exception cref="AsnContentException">It is not one.</exception>
    public static bool Allow(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        var info = new AsnReader(subjectPublicKeyInfo, AsnEncodingRules.DER).ReadSequence();
        var algorithm = info.ReadSequence();
        var key = info.ReadBitString(out var unusedBits);
        info.ThrowIfNotEmpty();
        return unusedBits == 0 && algorithm.ReadObjectIdentifier() switch
        {
            AlgorithmIds.EcPublicKey => AllowPoint(algorithm, key),
            AlgorithmIds.RsaEncryption => AllowRsa(algorithm, key),
            _ => false,
        };
    }

    private static bool AllowPoint(AsnReader parameters, ReadOnlySpan<byte> point)
    {
        if (!parameters.HasData || !parameters.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier))
        {
            // Explicit curve parameters (CVE-2020-0601 lived there).
            return false;
        }

        var coordinate = parameters.ReadObjectIdentifier() switch
        {
            AlgorithmIds.P256 => 32,
            AlgorithmIds.P384 => 48,
            AlgorithmIds.P521 => 66,
            _ => 0,
        };
        return coordinate > 0 && !parameters.HasData && point.Length == 1 + (2 * coordinate) && point[0] == Uncompressed;
    }

    private static bool AllowRsa(AsnReader parameters, byte[] key)
    {
        if (!parameters.HasData)
        {
            return false;
        }

        parameters.ReadNull();
        var outer = new AsnReader(key, AsnEncodingRules.DER);
        var numbers = outer.ReadSequence();
        var modulus = numbers.ReadInteger();
        var exponent = numbers.ReadInteger();
        return !numbers.HasData && !outer.HasData && !parameters.HasData
            && modulus.Sign > 0 && !modulus.IsEven && modulus.GetBitLength() is >= SmallestModulus and <= LargestModulus
            && exponent == UsualExponent;
    }
}

using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Breakwater.Transparency.Notes;

/// <summary>Ed25519 (RFC 8032 §5.1), the pure variant.</summary>
internal static class Ed25519Key
{
    public const int SeedBytes = 32;
    public const int PublicBytes = 32;
    public const int SignatureBytes = 64;

    public static byte[] NewSeed() => RandomNumberGenerator.GetBytes(SeedBytes);

    public static byte[] PublicOf(byte[] seed)
    {
        var key = new byte[PublicBytes];
        Ed25519.GeneratePublicKey(seed, 0, key, 0);
        return key;
    }

    /// <summary>Whether the bytes are a point of the prime-order group. Others exist under which a signature fits many messages.</summary>
    public static bool IsPublicKey(byte[] key) => key.Length == PublicBytes && Ed25519.ValidatePublicKeyFull(key, 0);

    public static byte[] Sign(byte[] seed, byte[] message)
    {
        var signature = new byte[SignatureBytes];
        Ed25519.Sign(seed, 0, message, 0, message.Length, signature, 0);
        return signature;
    }

    public static bool Verify(byte[] key, byte[] message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureBytes && Ed25519.Verify(signature.ToArray(), 0, key, 0, message, 0, message.Length);
}

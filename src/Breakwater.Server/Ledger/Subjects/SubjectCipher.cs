using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Server.Ledger.Subjects;

/// <summary>AES-256-GCM (NIST SP 800-38D) with a random nonce; a subject's key seals far fewer than the 2³² texts that allows.</summary>
internal static class SubjectCipher
{
    public const int KeyLength = 32;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static byte[] Seal(byte[] key, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var data = new byte[NonceLength + plain.Length + TagLength];
        RandomNumberGenerator.Fill(data.AsSpan(0, NonceLength));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(data.AsSpan(0, NonceLength), plain, data.AsSpan(NonceLength, plain.Length), data.AsSpan(NonceLength + plain.Length));
        return data;
    }

    /// <summary>Null: it was sealed under another key, or was changed.</summary>
    public static string? Open(byte[] key, ReadOnlySpan<byte> data)
    {
        if (data.Length < NonceLength + TagLength)
        {
            return null;
        }

        var plain = new byte[data.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(data[..NonceLength], data.Slice(NonceLength, plain.Length), data[^TagLength..], plain);
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}

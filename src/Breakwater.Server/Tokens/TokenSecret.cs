using System.Buffers.Text;
using System.Security.Cryptography;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Tokens;

/// <summary>
/// The text of a token: a prefix by which secret scanners find it, and 256 random bits. Hashed with plain SHA-256, which is right for secrets that
/// cannot be guessed.
/// </summary>
internal static class TokenSecret
{
    /// <summary>Longer texts are no tokens of ours and are not even hashed.</summary>
    public const int LongestText = 64;

    public static string Create(PrincipalKind kind)
    {
        Span<byte> secret = stackalloc byte[32];
        RandomNumberGenerator.Fill(secret);
        return $"{(kind == PrincipalKind.Owner ? "bwo" : "bws")}_{Base64Url.EncodeToString(secret)}";
    }
}

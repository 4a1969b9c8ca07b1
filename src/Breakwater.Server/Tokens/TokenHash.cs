using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Server.Tokens;

/// <summary>SHA-256 of a token's text: what is kept of a token, in memory as on disk.</summary>
internal readonly record struct TokenHash(UInt128 First, UInt128 Second)
{
    /// <param name="token">At most <see cref="TokenSecret.LongestText"/> characters.</param>
    /// <exception cref="ArgumentException">It is longer.</exception>
    public static TokenHash Of(ReadOnlySpan<char> token)
    {
        Span<byte> text = stackalloc byte[3 * TokenSecret.LongestText];
        Span<UInt128> halves = stackalloc UInt128[2];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(token, text)], MemoryMarshal.AsBytes(halves));
        return new TokenHash(halves[0], halves[1]);
    }

    /// <summary>As rows have it: 64 hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(MemoryMarshal.AsBytes<UInt128>([First, Second]));
}

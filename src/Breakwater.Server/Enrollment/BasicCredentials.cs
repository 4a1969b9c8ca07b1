using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Breakwater.Server.Enrollment;

/// <summary>HTTP Basic (RFC 7617 §2): <c>"Basic" 1*SP base64(user-id ":" password)</c>, in UTF-8 as our challenge says. The user is the serial, the password the claim.</summary>
internal readonly record struct BasicCredentials(string Serial, string Claim)
{
    /// <summary>Characters of the header. Source: the longest serial and claim take 264 in base64.</summary>
    private const int LongestHeader = 512;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>One header, well-formed. Two of them say two things, and none is believed.</summary>
    public static bool TryParse(StringValues header, out BasicCredentials credentials)
    {
        credentials = default;
        if (header.Count != 1 || header[0] is not { Length: <= LongestHeader } text || !TryDecode(text, out var pair))
        {
            return false;
        }

        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || pair.Any(char.IsControl))
        {
            return false;
        }

        credentials = new BasicCredentials(pair[..colon], pair[(colon + 1)..]);
        return true;
    }

    private static bool TryDecode(string header, [NotNullWhen(true)] out string? pair)
    {
        pair = null;
        const string Scheme = "Basic ";
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var token = header.AsSpan(Scheme.Length).Trim(' ');
        Span<byte> bytes = stackalloc byte[LongestHeader];
        if (token.ContainsAny(" \t\r\n") || !Convert.TryFromBase64Chars(token, bytes, out var length))
        {
            return false;
        }

        try
        {
            pair = Utf8.GetString(bytes[..length]);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}

namespace Breakwater.Transparency.Encodings;

/// <summary>Base64 as RFC 4648 §4 writes it, and nothing else that decodes to the same bytes (§3.5: no stray bits, no line
/// breaks).</summary>
internal static class CanonicalBase64
{
    /// <summary>Decodes text that is exactly the encoding of what comes out.</summary>
    /// <returns>False if a character, the padding or the unused bits are not as the encoder would have written them, or if
    /// <paramref name="bytes"/> is too short.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes, out int written)
    {
        written = 0;
        return text.Length % 4 == 0
            && text.IndexOfAny(" \t\r\n") < 0 // the decoder skips them
            && Convert.TryFromBase64Chars(text, bytes, out written)
            && EndsClean(text, bytes[..written]);
    }

    public static bool TryDecode(ReadOnlySpan<char> text, int limit, out byte[] bytes)
    {
        bytes = [];
        if (text.Length / 4 * 3L > limit + 2L)
        {
            return false;
        }

        var buffer = new byte[text.Length / 4 * 3];
        if (!TryDecode(text, buffer, out var written) || written > limit)
        {
            return false;
        }

        bytes = buffer[..written];
        return true;
    }

    /// <summary>Only the last group can hold bits that are no part of the data.</summary>
    private static bool EndsClean(ReadOnlySpan<char> text, ReadOnlySpan<byte> bytes)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        Span<char> last = stackalloc char[4];
        return Convert.TryToBase64Chars(bytes[((bytes.Length - 1) / 3 * 3)..], last, out _) && text[^4..].SequenceEqual(last);
    }
}

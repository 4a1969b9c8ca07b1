using System.Text;

namespace Breakwater.Transparency.Encodings;

/// <summary>What is signed is bytes, so text that has no exact UTF-8 form is refused instead of repaired.</summary>
internal static class Utf8Text
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] BytesOf(string text) => Strict.GetBytes(text);

    public static bool TryDecode(ReadOnlySpan<byte> utf8, out string text)
    {
        text = System.Text.Unicode.Utf8.IsValid(utf8) ? Strict.GetString(utf8) : "";
        return text.Length > 0 || utf8.IsEmpty;
    }

    /// <summary>Whether the text encodes to at most <paramref name="limit"/> bytes; a lone surrogate does not encode at all.</summary>
    public static bool Fits(string text, int limit)
    {
        if (text.Length > limit)
        {
            return false;
        }

        var rest = text.AsSpan();
        var bytes = 0;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            bytes += rune.Utf8SequenceLength;
            rest = rest[consumed..];
        }

        return bytes <= limit;
    }

    /// <summary>signed-note, Format: newline is the only character below U+0020 that may occur.</summary>
    public static bool HasControls(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c < ' ' && c != '\n')
            {
                return true;
            }
        }

        return false;
    }
}

using System.Text;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Topics;

/// <summary>What names and filters share (MQTT 5.0 §4.7.3): a character at least, 65,535 bytes at most, no U+0000.</summary>
internal static class TopicText
{
    public static bool IsValid(ReadOnlySpan<char> text) =>
        !text.IsEmpty
        && text.Length <= Utf8Text.MaximumLength
        && !text.Contains('\0')
        && IsWellFormed(text)
        && Encoding.UTF8.GetByteCount(text) <= Utf8Text.MaximumLength;

    // A lone surrogate has no UTF-8 form [MQTT-1.5.4-1].
    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int surrogate = text.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (surrogate < 0)
            {
                return true;
            }

            if (Rune.DecodeFromUtf16(text[surrogate..], out _, out int consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[(surrogate + consumed)..];
        }

        return true;
    }
}

using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Breakwater.Mqtt.Wire;

/// <summary>MQTT's UTF-8 strings: well formed, without U+0000 (MQTT 5.0 §1.5.4 [MQTT-1.5.4-1], [MQTT-1.5.4-2]).</summary>
internal static class Utf8Text
{
    public const int MaximumLength = ushort.MaxValue;

    private const int LongestOnStack = 512;

    public static bool IsWellFormed(ReadOnlySpan<byte> text) => !text.Contains((byte)0) && Utf8.IsValid(text);

    public static bool IsWellFormed(in ReadOnlySequence<byte> text) =>
        text.IsSingleSegment ? IsWellFormed(text.FirstSpan) : IsWellFormedAcrossSegments(text);

    /// <summary>Decodes what <see cref="IsWellFormed(in ReadOnlySequence{byte})"/> accepted; a byte order mark is kept
    /// [MQTT-1.5.4-3].</summary>
    public static string Decode(in ReadOnlySequence<byte> text) => Encoding.UTF8.GetString(text);

    // A code point may lie across segments, so the text is joined; rented, because a peer chooses how often this happens.
    private static bool IsWellFormedAcrossSegments(in ReadOnlySequence<byte> text)
    {
        int length = (int)text.Length;
        if (length <= LongestOnStack)
        {
            Span<byte> joined = stackalloc byte[LongestOnStack];
            text.CopyTo(joined);
            return IsWellFormed(joined[..length]);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            text.CopyTo(rented);
            return IsWellFormed(rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}

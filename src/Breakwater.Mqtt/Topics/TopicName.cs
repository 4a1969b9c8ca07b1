using System.Buffers;
using System.Text.Unicode;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Topics;

/// <summary>The names messages are published to (MQTT 5.0 §4.7).</summary>
public static class TopicName
{
    /// <summary>One to 65,535 bytes of well-formed UTF-8 without U+0000, <c>+</c> and <c>#</c> (§4.7.1, §4.7.3).</summary>
    public static bool IsValid(ReadOnlySpan<byte> topic) =>
        topic.Length is > 0 and <= Utf8Text.MaximumLength
        && topic.IndexOfAny((byte)0, (byte)'+', (byte)'#') < 0
        && Utf8.IsValid(topic);

    /// <inheritdoc cref="IsValid(ReadOnlySpan{byte})"/>
    public static bool IsValid(string topic) => TopicText.IsValid(topic) && topic.AsSpan().IndexOfAny('+', '#') < 0;

    internal static bool HasWildcard(in ReadOnlySequence<byte> topic)
    {
        if (topic.IsSingleSegment)
        {
            return HasWildcard(topic.FirstSpan);
        }

        foreach (ReadOnlyMemory<byte> segment in topic)
        {
            if (HasWildcard(segment.Span))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasWildcard(ReadOnlySpan<byte> topic) => topic.IndexOfAny((byte)'+', (byte)'#') >= 0;
}

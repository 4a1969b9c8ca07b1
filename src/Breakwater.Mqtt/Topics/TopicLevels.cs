using System.Numerics;

namespace Breakwater.Mqtt.Topics;

/// <summary>Walks the levels of a topic or filter, empty ones included (MQTT 5.0 §4.7.1.1); of UTF-8 bytes or of chars.</summary>
internal ref struct TopicLevels<T>(ReadOnlySpan<T> text)
    where T : unmanaged, IBinaryInteger<T>
{
    private ReadOnlySpan<T> _rest = text;

    /// <summary>Whether the last level was read.</summary>
    public bool AtEnd { get; private set; }

    public bool TryNext(out ReadOnlySpan<T> level)
    {
        level = _rest;
        if (AtEnd)
        {
            return false;
        }

        int separator = _rest.IndexOf(T.CreateTruncating('/'));
        AtEnd = separator < 0;
        if (!AtEnd)
        {
            level = _rest[..separator];
            _rest = _rest[(separator + 1)..];
        }

        return true;
    }

    public static bool IsSingle(ReadOnlySpan<T> level, char wildcard) => level.Length == 1 && level[0] == T.CreateTruncating(wildcard);
}

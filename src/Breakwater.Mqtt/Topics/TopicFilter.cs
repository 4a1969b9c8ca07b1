using System.Diagnostics.CodeAnalysis;

namespace Breakwater.Mqtt.Topics;

/// <summary>Subscription patterns: levels between <c>/</c>, <c>+</c> for one level, a last <c>#</c> for the rest (MQTT 5.0 §4.7).</summary>
public static class TopicFilter
{
    private const string SharePrefix = "$share/";

    /// <summary>Whether <paramref name="filter"/> follows the grammar of §4.7.1. A shared one must pass <see cref="IsShared"/> as
    /// well.</summary>
    public static bool IsValid(string filter)
    {
        if (!TopicText.IsValid(filter))
        {
            return false;
        }

        TopicLevels<char> levels = new(filter);
        while (levels.TryNext(out ReadOnlySpan<char> level))
        {
            // [MQTT-4.7.1-1], [MQTT-4.7.1-2]: a wildcard fills its level, and # is the last one.
            bool standsAlone = level.Length == 1 && (level[0] == '+' || levels.AtEnd);
            if (!standsAlone && level.IndexOfAny('+', '#') >= 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a message published to <paramref name="topic"/> reaches a subscription to <paramref name="filter"/>.</summary>
    /// <remarks>Both must be valid; a shared filter is passed without its prefix. For anything else the answer has no meaning.</remarks>
    public static bool Matches(string filter, string topic) => TopicMatching.Matches<char>(filter, topic);

    /// <inheritdoc cref="Matches(string, string)"/>
    public static bool Matches(ReadOnlySpan<char> filter, ReadOnlySpan<char> topic) => TopicMatching.Matches(filter, topic);

    /// <inheritdoc cref="Matches(string, string)"/>
    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> topic) => TopicMatching.Matches(filter, topic);

    /// <summary>Whether every topic that <paramref name="filter"/> matches is matched by <paramref name="pattern"/>.</summary>
    /// <remarks>Exact for valid filters without share prefix, but for the 65,535 byte limit on a topic: a filter so long that the limit
    /// alone makes it a part of the pattern is reported as not covered. An invalid argument is never covering nor covered.</remarks>
    public static bool Covers(string pattern, string filter) =>
        IsValid(pattern) && IsValid(filter) && TopicCovering.Covers(pattern, filter);

    /// <summary>Takes <c>$share/{group}/{inner}</c> apart (MQTT 5.0 §4.8.2).</summary>
    /// <returns>False if the prefix is missing, or the group or the inner filter is not valid.</returns>
    public static bool IsShared(string filter, [NotNullWhen(true)] out string? group, [NotNullWhen(true)] out string? inner)
    {
        group = null;
        inner = null;
        if (!HasSharePrefix(filter))
        {
            return false;
        }

        int end = filter.IndexOf('/', SharePrefix.Length);
        if (end <= SharePrefix.Length || filter.AsSpan(SharePrefix.Length, end - SharePrefix.Length).IndexOfAny('+', '#') >= 0)
        {
            return false;
        }

        string rest = filter[(end + 1)..];
        if (!IsValid(rest) || !TopicText.IsValid(filter))
        {
            return false;
        }

        group = filter[SharePrefix.Length..end];
        inner = rest;
        return true;
    }

    internal static bool HasSharePrefix(string filter) => filter.StartsWith(SharePrefix, StringComparison.Ordinal);
}

namespace Breakwater.Mqtt;

/// <summary>Inclusion of one filter's topics in another's. A filter is a list of levels, each a literal or <c>+</c>, open-ended or not;
/// because literals are unbounded, inclusion holds exactly when it holds level by level.</summary>
internal static class TopicCovering
{
    public static bool Covers(string pattern, string filter)
    {
        // "#" and "+/#" match the same topics: one level or more, the first without $. One spelling leaves one case.
        TopicLevels<char> patternLevels = new(pattern == "#" ? "+/#" : pattern);
        TopicLevels<char> filterLevels = new(filter == "#" ? "+/#" : filter);
        bool first = true;
        while (patternLevels.TryNext(out ReadOnlySpan<char> allowed))
        {
            if (allowed is "#")
            {
                return true;
            }

            if (!filterLevels.TryNext(out ReadOnlySpan<char> asked) || !CoversLevel(allowed, asked, first))
            {
                return false;
            }

            first = false;
        }

        return filterLevels.AtEnd;
    }

    // [MQTT-4.7.2-1]: a leading + does not match $-topics, a literal $-level matches nothing else.
    private static bool CoversLevel(ReadOnlySpan<char> allowed, ReadOnlySpan<char> asked, bool first) => allowed is "+"
        ? asked is not "#" && !(first && asked.StartsWith('$'))
        : allowed.SequenceEqual(asked);
}
